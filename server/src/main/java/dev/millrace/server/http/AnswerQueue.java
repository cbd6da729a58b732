package dev.millrace.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Has what arrived on a connection answered, one at a time and in order. Used by its event loop alone; a worker's
 * answer comes back as a task of the loop.
 */
final class AnswerQueue {
    private final Dispatcher dispatcher;
    private final Connection connection;
    private final Queue<Arrived> waiting = new ArrayDeque<>(4);
    private State state = State.FREE;
    private boolean pumping;

    private enum State {
        FREE,
        /** A request is in work, or its answer on its way. */
        BUSY,
        /** The last answer is sent. */
        ENDED
    }

    AnswerQueue(Dispatcher dispatcher, Connection connection) {
        this.dispatcher = dispatcher;
        this.connection = connection;
    }

    /** Returns whether something waits, is in work or is not taken by the network yet. */
    boolean busy() {
        return state == State.BUSY || !waiting.isEmpty();
    }

    /** Returns whether the last answer is sent. */
    boolean ended() {
        return state == State.ENDED;
    }

    void add(ChannelHandlerContext ctx, Arrived arrived) {
        waiting.add(arrived);
        pump(ctx);
    }

    /** Gives up what waits. */
    void clear() {
        waiting.clear();
    }

    /** Answers what waits, until one is in work or nothing is left. */
    private void pump(ChannelHandlerContext ctx) {
        if (pumping) {
            return;
        }
        pumping = true;
        while (state == State.FREE && !waiting.isEmpty()) {
            Arrived next = waiting.remove();
            state = State.BUSY;
            switch (next) {
                case Arrived.Whole whole -> work(ctx, whole.call());
                case Arrived.Refused refused -> answer(ctx, refused);
            }
        }
        pumping = false;
        connection.settle(ctx);
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
        dispatcher.answered(answer, call.arrivedNanos());
        boolean headOnly = call.method().equals(HttpMethod.HEAD);
        boolean keepAlive = ReplyEncoder.keepAlive(call.head()) && (!waiting.isEmpty() || connection.staysOpen());
        send(
                ctx,
                answer.reply(),
                new AnswerWriter.Form(headOnly, keepAlive, call.head().protocolVersion()));
    }

    private void answer(ChannelHandlerContext ctx, Arrived.Refused refused) {
        Reply reply = refused.problem().reply();
        dispatcher.answered(new Dispatcher.Answer("other", reply), refused.arrivedNanos());
        send(ctx, reply, new AnswerWriter.Form(false, false, HttpVersion.HTTP_1_1));
    }

    private void send(ChannelHandlerContext ctx, Reply reply, AnswerWriter.Form form) {
        if (!form.keepAlive()) {
            connection.readNoFurther();
            waiting.clear();
        }
        AnswerWriter.send(ctx, reply, form, success -> {
            state = form.keepAlive() ? State.FREE : State.ENDED;
            if (!success) {
                Connection.close(ctx);
            } else if (form.keepAlive()) {
                pump(ctx);
            } else {
                connection.linger(ctx);
            }
        });
    }
}
