package dev.millrace.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * A kept-alive connection with at most one request under way. Used on the event loop alone.
 *
 * <p>A write that fails closes the connection, and that is what it hears of.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private final LoadRun run;
    private final Answer answer = new Answer();
    private @Nullable ChannelHandlerContext context;
    private LoadRun.@Nullable Due due;
    private long sentNanos;
    private boolean gone;

    ClientConnection(LoadRun run) {
        this.run = run;
    }

    /** Sends a request; none may be under way, and the connection must be there. */
    void send(LoadRun.Due request) {
        if (context == null || gone || due != null) {
            throw new IllegalStateException("a connection that is not there or not idle");
        }
        due = request;
        answer.clear();
        sentNanos = run.now();
        context.writeAndFlush(Unpooled.wrappedBuffer(request.request().bytes()));
    }

    /** Closes the connection when its request was due that long ago; the time is in nanoseconds since the start. */
    void giveUpBefore(long latest) {
        if (due != null && due.nanos() <= latest) {
            lose(Verdict.MISSING, null);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            int count = bytes.readableBytes();
            if (due == null) {
                lose(Verdict.INVALID, null);
                return;
            }
            bytes.readBytes(answer.room(count), answer.size(), count);
            if (answer.arrived(count)) {
                complete(due);
            }
        } catch (IllegalStateException | NumberFormatException e) {
            lose(Verdict.INVALID, null);
        } finally {
            bytes.release();
        }
    }

    private void complete(LoadRun.Due request) {
        Verdict verdict = run.judge(request, answer);
        if (answer.closes()) {
            lose(verdict, answer);
        } else {
            due = null;
            run.answered(this, request, verdict, answer, sentNanos);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lose(Verdict.FAILED, null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lose(Verdict.FAILED, null);
    }

    private void lose(Verdict verdict, @Nullable Answer complete) {
        if (gone) {
            return;
        }
        gone = true;
        LoadRun.Due lost = due;
        due = null;
        if (context != null) {
            context.close();
        }
        run.lost(this, lost, verdict, complete, sentNanos);
    }
}
