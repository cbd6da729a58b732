package dev.millrace.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection: assembles its requests, has them answered one at a time and in order, and closes it when its time
 * is up. Used by its event loop alone; a worker's answer comes back as a task of the loop.
 *
 * <p>While a request is in work nothing more is read, so a client that pipelines is slowed to the pace of its answers;
 * what one read brought stays in {@code waiting}. After a request that cannot be read on, everything further is thrown
 * away, the refusal is sent behind the answers before it, the sending side is closed, and the rest goes on being thrown
 * away for a moment: closing at once would reset the connection, and the client would not see the refusal.
 *
 * <p>One timer at a time: idle between requests, arrival from the first byte of a request to its last however slowly
 * it drips, linger after a refusal. There is none while a request is in work, which it is until the network has taken all of
 * its answer; its budget and the write timeout bound that.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    /** A longer body is sent in pieces of this many bytes. */
    private static final int PIECE_BYTES = 1 << 16;

    private final Dispatcher dispatcher;
    private final RequestDecoder decoder;
    private final Queue<Arrived> waiting = new ArrayDeque<>(4);
    private @Nullable BodyBuffer receiving;
    private @Nullable Future<?> timer;
    private boolean continueOwed;
    private boolean arriving;
    private boolean working;
    private boolean pumping;
    private boolean refusing;
    private boolean inputClosed;
    private boolean draining;
    private boolean lingering;

    /** Creates it behind the decoder of its requests. */
    Connection(Dispatcher dispatcher, RequestDecoder decoder) {
        this.dispatcher = dispatcher;
        this.decoder = decoder;
    }

    /** What waits for its turn: a request, or the refusal of one. */
    private sealed interface Arrived {
        record Whole(HttpCall call) implements Arrived {}

        record Refused(Problem problem, long arrivedNanos) implements Arrived {}
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (dispatcher.connections().crowded()) {
            close(ctx);
        } else if (dispatcher.connections().full()) {
            refuse(ctx, dispatcher.unavailable("too many connections"));
        } else if (dispatcher.stopping()) {
            close(ctx);
        } else {
            arm(ctx, dispatcher.config().idleTimeout(), () -> close(ctx));
        }
    }

    /** What a read brought is decoded; a request that it began has not ended with it. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!arriving && !refusing && decoder.midway()) {
            arriving = true;
            if (!busy()) {
                armArrival(ctx);
            }
        }
        ctx.fireChannelReadComplete();
    }

    private void armArrival(ChannelHandlerContext ctx) {
        Duration limit = dispatcher.config().requestTimeout();
        arm(
                ctx,
                limit,
                () -> refuse(
                        ctx,
                        Problem.of(
                                HttpResponseStatus.REQUEST_TIMEOUT,
                                "the request did not arrive within " + limit.toMillis() + " ms")));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest head && !refusing) {
                begin(ctx, head);
            }
            if (message instanceof HttpContent content && !refusing) {
                append(ctx, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest head) {
        Problem problem = HeadCheck.problem(head, dispatcher.config().maxBodyBytes());
        if (problem != null) {
            refuse(ctx, problem);
            return;
        }
        receiving = new BodyBuffer(
                new DefaultHttpRequest(head.protocolVersion(), head.method(), head.uri(), head.headers()),
                dispatcher.bodies(),
                dispatcher.config().maxBodyBytes());
        continueOwed = HeadCheck.expectsContinue(head);
        sendContinue(ctx);
    }

    /** The go-ahead stands behind the answers before it. */
    private void sendContinue(ChannelHandlerContext ctx) {
        if (continueOwed && !busy()) {
            continueOwed = false;
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    private void append(ChannelHandlerContext ctx, HttpContent content) {
        BodyBuffer request = receiving;
        if (request == null) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            refuse(ctx, HeadCheck.malformed(content.decoderResult().cause()));
            return;
        }
        ByteBuf bytes = content.content();
        if (request.size() + bytes.readableBytes() > dispatcher.config().maxBodyBytes()) {
            refuse(ctx, HeadCheck.tooLarge(dispatcher.config().maxBodyBytes()));
            return;
        }
        if (!request.append(bytes)) {
            refuse(ctx, dispatcher.unavailable("too many bytes are arriving"));
            return;
        }
        if (content instanceof LastHttpContent) {
            drop();
            arriving = false;
            continueOwed = false;
            disarm();
            waiting.add(new Arrived.Whole(new HttpCall(request.head(), request.toBytes(), dispatcher.nanos())));
            pump(ctx);
        }
    }

    private void drop() {
        if (receiving != null) {
            receiving.close();
            receiving = null;
        }
    }

    /** Queues a refusal and reads no further request. */
    private void refuse(ChannelHandlerContext ctx, Problem problem) {
        refusing = true;
        drop();
        continueOwed = false;
        disarm();
        waiting.add(new Arrived.Refused(problem, dispatcher.nanos()));
        pump(ctx);
    }

    /** Answers what waits, until one is in work or nothing is left. */
    private void pump(ChannelHandlerContext ctx) {
        if (pumping) {
            return;
        }
        pumping = true;
        while (!working && !lingering && !waiting.isEmpty()) {
            Arrived next = waiting.remove();
            working = true;
            switch (next) {
                case Arrived.Whole whole -> work(ctx, whole.call());
                case Arrived.Refused refused -> answerRefusal(ctx, refused);
            }
        }
        pumping = false;
        settle(ctx);
    }

    private void work(ChannelHandlerContext ctx, HttpCall call) {
        dispatcher.dispatch(call, ctx.channel()::isActive, answer -> {
            if (ctx.executor().inEventLoop()) {
                answer(ctx, call, answer);
            } else {
                ctx.executor().execute(() -> answer(ctx, call, answer));
            }
        });
    }

    private void answer(ChannelHandlerContext ctx, HttpCall call, Dispatcher.Answer answer) {
        boolean more = !waiting.isEmpty();
        boolean keepAlive = ReplyEncoder.keepAlive(call.head()) && (more || (!draining && !inputClosed));
        dispatcher.answered(answer, call.arrivedNanos());
        Reply reply = answer.reply();
        HttpVersion asked = call.head().protocolVersion();
        boolean headOnly = call.method().equals(HttpMethod.HEAD);
        if (!headOnly && reply.body().remaining() > PIECE_BYTES) {
            ctx.write(ReplyEncoder.encodeHead(reply, keepAlive, asked))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            writePieces(ctx, reply.body(), keepAlive);
        } else {
            write(ctx, ReplyEncoder.encode(reply, headOnly, keepAlive, asked), keepAlive);
        }
    }

    /**
     * Sends a long body piece by piece, each when the client has taken the one before: the write timeout bounds a piece, and
     * no more than one waits in memory, whatever the length of the body.
     */
    private void writePieces(ChannelHandlerContext ctx, ByteBuffer body, boolean keepAlive) {
        if (body.remaining() <= PIECE_BYTES) {
            write(ctx, new DefaultLastHttpContent(Unpooled.wrappedBuffer(body)), keepAlive);
            return;
        }
        ByteBuffer piece = body.slice(body.position(), PIECE_BYTES);
        body.position(body.position() + PIECE_BYTES);
        ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(piece))).addListener(sent -> {
            if (sent.isSuccess()) {
                writePieces(ctx, body, keepAlive);
            } else {
                close(ctx);
            }
        });
    }

    private void answerRefusal(ChannelHandlerContext ctx, Arrived.Refused refused) {
        Reply reply = refused.problem().reply();
        dispatcher.answered(new Dispatcher.Answer("other", reply), refused.arrivedNanos());
        write(ctx, ReplyEncoder.encode(reply, false, false, HttpVersion.HTTP_1_1), false);
    }

    private void write(ChannelHandlerContext ctx, LastHttpContent end, boolean keepAlive) {
        if (!keepAlive) {
            refusing = true;
            waiting.clear();
        }
        ctx.writeAndFlush(end).addListener(sent -> {
            working = false;
            if (!sent.isSuccess()) {
                close(ctx);
            } else if (keepAlive) {
                pump(ctx);
            } else {
                linger(ctx);
            }
        });
    }

    private void linger(ChannelHandlerContext ctx) {
        lingering = true;
        if (inputClosed || !(ctx.channel() instanceof DuplexChannel duplex)) {
            close(ctx);
            return;
        }
        duplex.shutdownOutput().addListener(done -> {
            if (!done.isSuccess()) {
                close(ctx);
            }
        });
        ctx.channel().config().setAutoRead(true);
        arm(ctx, dispatcher.config().lingerTimeout(), () -> close(ctx));
    }

    /** Sets reading and the timer to what the connection now waits for. */
    private void settle(ChannelHandlerContext ctx) {
        if (lingering || !ctx.channel().isActive()) {
            return;
        }
        boolean busy = busy();
        if (!busy && !refusing && (inputClosed || (draining && !arriving))) {
            close(ctx);
            return;
        }
        ctx.channel().config().setAutoRead(!busy);
        if (busy) {
            disarm();
        } else if (timer == null) {
            if (arriving) {
                armArrival(ctx);
            } else {
                arm(ctx, dispatcher.config().idleTimeout(), () -> close(ctx));
            }
            sendContinue(ctx);
        }
    }

    private boolean busy() {
        return working || !waiting.isEmpty();
    }

    /** Finishes what has arrived or is arriving, then closes. */
    void drain(ChannelHandlerContext ctx) {
        draining = true;
        settle(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputClosed = true;
            if (lingering) {
                close(ctx);
            } else if (arriving && !refusing) {
                refuse(ctx, Problem.of(HttpResponseStatus.BAD_REQUEST, "the request ends too early"));
            } else {
                settle(ctx);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        disarm();
        waiting.clear();
        drop();
        refusing = true;
    }

    /** A connection that broke is closed; there is nobody to tell. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        dispatcher.broken(cause);
        close(ctx);
    }

    /** How closing went is of no consequence. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void close(ChannelHandlerContext ctx) {
        ctx.close();
    }

    private void arm(ChannelHandlerContext ctx, Duration limit, Runnable task) {
        disarm();
        timer = ctx.executor()
                .schedule(
                        () -> {
                            timer = null;
                            task.run();
                        },
                        limit.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
