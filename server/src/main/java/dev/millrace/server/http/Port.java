package dev.millrace.server.http;

import dev.millrace.server.config.HttpConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A port that is listened on, and its connections. Thread-safe; closed once by its owner. */
final class Port {
    private final Channel listener;
    private final OpenConnections connections;

    private Port(Channel listener, OpenConnections connections) {
        this.listener = listener;
        this.connections = connections;
    }

    /**
     * Listens.
     *
     * @param dispatcher answers what comes in
     * @throws IOException when that fails; the message names the address
     */
    static Port listen(InetSocketAddress address, Transport transport, EventLoopGroup loops, Dispatcher dispatcher)
            throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(transport.channel())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        dispatcher.connections().add(channel);
                        assemble(channel.pipeline(), dispatcher);
                    }
                });
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw cannotListen(address, bound.cause());
        }
        return new Port(bound.channel(), dispatcher.connections());
    }

    private static void assemble(ChannelPipeline pipeline, Dispatcher dispatcher) {
        HttpConfig config = dispatcher.config();
        RequestDecoder decoder = new RequestDecoder(config);
        pipeline.addLast(new WriteTimeoutHandler(config.writeTimeout().toMillis(), TimeUnit.MILLISECONDS));
        pipeline.addLast(new HttpResponseEncoder());
        pipeline.addLast(decoder);
        pipeline.addLast(new Connection(dispatcher, decoder));
    }

    static IOException cannotListen(InetSocketAddress address, Throwable cause) {
        return new IOException(
                "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + cause, cause);
    }

    int number() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    int connections() {
        return connections.size();
    }

    /** Accepts no connection any more, and has every open one finish what has arrived or is arriving. */
    void drain() {
        listener.close().awaitUninterruptibly();
        connections.drain();
    }

    /** Waits until every connection is closed, and closes those that are not within {@code limit}. */
    void close(Duration limit) {
        connections.close(limit);
    }
}
