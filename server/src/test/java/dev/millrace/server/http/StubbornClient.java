package dev.millrace.server.http;

import dev.millrace.server.Leaks;
import dev.millrace.server.config.ConfigReader;
import dev.millrace.server.config.HttpConfig;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.metrics.ServerMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A connection without a network, whose client takes what is sent to it when it is told to. */
final class StubbornClient implements AutoCloseable {
    /** What bodies may take while they arrive. */
    static final int BODY_BYTES = 10_000;

    static final String LONG = "y".repeat(150_000);

    static {
        Leaks.watch();
    }

    private final Connection connection;
    private final EmbeddedChannel channel;
    private final Queue<Runnable> untaken = new ArrayDeque<>();
    private boolean taking = true;

    /** What the connections of a test share. */
    static final class Server implements AutoCloseable {
        private final ServerMetrics metrics = new ServerMetrics();
        private final ServerThreads threads;
        private final Dispatcher dispatcher;

        Server(String... hocon) {
            ServerConfig config = ConfigReader.parse("millrace.server {\n" + String.join("\n", hocon) + "\n}");
            threads = ServerThreads.start(config, Transport.of(HttpConfig.Transport.NIO), System::nanoTime);
            dispatcher = new Dispatcher(
                    new Router(List.of(
                            Route.get("short", "/short", Route.Place.EVENT_LOOP, (call, target) -> reply("x")),
                            new Route(
                                    "take",
                                    HttpMethod.POST,
                                    List.of("take"),
                                    Route.Place.EVENT_LOOP,
                                    "application/json",
                                    Set.of(),
                                    (call, target) -> reply(Integer.toString(call.body().length)),
                                    false),
                            Route.get("long", "/long", Route.Place.EVENT_LOOP, (call, target) -> reply(LONG)))),
                    threads.pools(),
                    new Dispatcher.Settings(config, System::nanoTime),
                    metrics,
                    new Dispatcher.State(new OpenConnections(1000), new BodyBudget(BODY_BYTES), () -> false));
        }

        private static Reply reply(String body) {
            return Reply.json(body.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void close() {
            threads.close();
            metrics.close();
            Leaks.check();
        }
    }

    StubbornClient(Server server) {
        RequestDecoder decoder = new RequestDecoder(server.dispatcher.config());
        this.connection = new Connection(server.dispatcher, decoder);
        this.channel = new EmbeddedChannel(
                new ChannelDuplexHandler() {
                    @Override
                    @SuppressWarnings("FutureReturnValueIgnored")
                    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                        if (taking) {
                            ctx.write(message, promise);
                        } else {
                            untaken.add(() -> ctx.writeAndFlush(message, promise));
                        }
                    }
                },
                new HttpResponseEncoder(),
                decoder,
                connection);
    }

    StubbornClient send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        return this;
    }

    StubbornClient get(String target, String... fields) {
        StringBuilder text = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: x\r\n");
        for (String field : fields) {
            text.append(field).append("\r\n");
        }
        return send(text.append("\r\n").toString());
    }

    void endOutput() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    /** Takes nothing more. */
    StubbornClient stop() {
        taking = false;
        return this;
    }

    /** Takes one write that is held back. */
    void takeOne() {
        untaken.remove().run();
        channel.runPendingTasks();
    }

    int untaken() {
        return untaken.size();
    }

    /** Takes all that is held back, and all that follows. */
    void go() {
        taking = true;
        while (!untaken.isEmpty()) {
            takeOne();
        }
    }

    void drain() {
        connection.drain(channel.pipeline().context(connection));
    }

    void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    boolean open() {
        return channel.isOpen();
    }

    /** Returns what it has taken since it was last asked. */
    String taken() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            text.append(piece.toString(StandardCharsets.US_ASCII));
            piece.release();
        }
        return text.toString();
    }

    @Override
    public void close() {
        go();
        channel.finishAndReleaseAll();
    }
}
