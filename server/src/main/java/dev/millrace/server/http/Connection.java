package dev.millrace.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;

/**
 * One connection: reads its requests, has them answered, and closes it when its time is up. Used by its event loop
 * alone.
 *
 * <p>While a request is in work nothing more is read, so a client that pipelines is slowed to the pace of its answers;
 * what one read brought waits. After a request that cannot be read on, everything further is thrown away, the refusal
 * is sent behind the answers before it, the sending side is closed, and the rest goes on being thrown away for a
 * moment: closing at once would reset the connection, and the client would not see the refusal.
 *
 * <p>One timer at a time: idle between requests, arrival from the first byte of a request to its last however slowly it
 * drips, linger after a refusal. There is none while a request is in work, which it is until the network has taken all
 * of its answer; its budget and the write timeout bound that.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private final Dispatcher dispatcher;
    private final RequestDecoder decoder;
    private final RequestAssembly assembly;
    private final ConnectionTimer timer = new ConnectionTimer();
    private final AnswerQueue answers;
    private Input input = Input.READ;
    private boolean arriving;
    private boolean draining;

    /** What becomes of what comes in; never back to one before. */
    private enum Input {
        READ,
        THROWN_AWAY,
        /** The client has closed its side. */
        ENDED
    }

    /** Creates it behind the decoder of its requests. */
    Connection(Dispatcher dispatcher, RequestDecoder decoder) {
        this.dispatcher = dispatcher;
        this.decoder = decoder;
        this.assembly = new RequestAssembly(dispatcher);
        this.answers = new AnswerQueue(dispatcher, this);
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
            timer.start(ctx, dispatcher.config().idleTimeout(), () -> close(ctx));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (input == Input.READ && message instanceof HttpObject piece) {
                Arrived arrived = assembly.add(piece);
                if (arrived != null) {
                    take(ctx, arrived);
                } else {
                    sendContinue(ctx);
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** What a read brought is decoded; a request that it began has not ended with it. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!arriving && input == Input.READ && decoder.midway()) {
            arriving = true;
            if (!answers.busy()) {
                awaitArrival(ctx);
            }
        }
        ctx.fireChannelReadComplete();
    }

    private void awaitArrival(ChannelHandlerContext ctx) {
        Duration limit = dispatcher.config().requestTimeout();
        timer.start(
                ctx,
                limit,
                () -> refuse(
                        ctx,
                        Problem.of(
                                HttpResponseStatus.REQUEST_TIMEOUT,
                                "the request did not arrive within " + limit.toMillis() + " ms")));
    }

    /** The go-ahead stands behind the answers before it. */
    private void sendContinue(ChannelHandlerContext ctx) {
        if (!answers.busy() && assembly.takeContinue()) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    private void refuse(ChannelHandlerContext ctx, Problem problem) {
        take(ctx, new Arrived.Refused(problem, dispatcher.nanos()));
    }

    private void take(ChannelHandlerContext ctx, Arrived arrived) {
        arriving = false;
        timer.stop();
        if (arrived instanceof Arrived.Refused) {
            readNoFurther();
        }
        answers.add(ctx, arrived);
    }

    /** Returns whether another request may come. */
    boolean staysOpen() {
        return !draining && input != Input.ENDED;
    }

    /** Has what still comes in thrown away. */
    void readNoFurther() {
        assembly.drop();
        if (input == Input.READ) {
            input = Input.THROWN_AWAY;
        }
    }

    /** Closes our side behind the last answer, and the connection when the client has had time to read it. */
    void linger(ChannelHandlerContext ctx) {
        if (input == Input.ENDED || !(ctx.channel() instanceof DuplexChannel duplex)) {
            close(ctx);
            return;
        }
        duplex.shutdownOutput().addListener(done -> {
            if (!done.isSuccess()) {
                close(ctx);
            }
        });
        ctx.channel().config().setAutoRead(true);
        timer.start(ctx, dispatcher.config().lingerTimeout(), () -> close(ctx));
    }

    /** Sets reading and the timer to what the connection now waits for. */
    void settle(ChannelHandlerContext ctx) {
        if (answers.ended() || !ctx.channel().isActive()) {
            return;
        }
        if (answers.busy()) {
            ctx.channel().config().setAutoRead(false);
            timer.stop();
        } else if (input == Input.ENDED || (draining && !arriving)) {
            close(ctx);
        } else {
            ctx.channel().config().setAutoRead(true);
            if (!timer.runs()) {
                if (arriving) {
                    awaitArrival(ctx);
                } else {
                    timer.start(ctx, dispatcher.config().idleTimeout(), () -> close(ctx));
                }
                sendContinue(ctx);
            }
        }
    }

    /** Finishes what has arrived or is arriving, then closes. */
    void drain(ChannelHandlerContext ctx) {
        draining = true;
        settle(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            boolean early = arriving && input == Input.READ;
            input = Input.ENDED;
            if (answers.ended()) {
                close(ctx);
            } else if (early) {
                refuse(ctx, Problem.of(HttpResponseStatus.BAD_REQUEST, "the request ends too early"));
            } else {
                settle(ctx);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        timer.stop();
        answers.clear();
        assembly.drop();
        input = Input.ENDED;
    }

    /** A connection that broke is closed; there is nobody to tell. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        dispatcher.broken(cause);
        close(ctx);
    }

    /** How closing went is of no consequence. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static void close(ChannelHandlerContext ctx) {
        ctx.close();
    }
}
