package dev.millrace.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;

/**
 * Sends one answer, a long body piece by piece, each when the client has taken the one before: the write timeout bounds
 * a piece, and no more than one waits in memory, whatever the length of the body. Owned by an event loop.
 */
final class AnswerWriter {
    /** A longer body is sent in pieces of this many bytes. */
    private static final int PIECE_BYTES = 1 << 16;

    private final ChannelHandlerContext ctx;
    private final ByteBuffer body;
    private final Done done;

    private AnswerWriter(ChannelHandlerContext ctx, ByteBuffer body, Done done) {
        this.ctx = ctx;
        this.body = body;
        this.done = done;
    }

    /**
     * How an answer is sent. Immutable.
     *
     * @param headOnly whether the body is left out
     * @param keepAlive whether the connection stays open
     * @param asked the version of the request
     */
    record Form(boolean headOnly, boolean keepAlive, HttpVersion asked) {}

    /** Is told once whether the network has taken all of the answer, or it failed. */
    interface Done {
        void sent(boolean success);
    }

    static void send(ChannelHandlerContext ctx, Reply reply, Form form, Done done) {
        AnswerWriter writer = new AnswerWriter(ctx, reply.body(), done);
        if (form.headOnly() || reply.body().remaining() <= PIECE_BYTES) {
            writer.last(ReplyEncoder.encode(reply, form.headOnly(), form.keepAlive(), form.asked()));
            return;
        }
        ctx.write(ReplyEncoder.encodeHead(reply, form.keepAlive(), form.asked()))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        writer.pieces();
    }

    private void pieces() {
        if (body.remaining() <= PIECE_BYTES) {
            last(new DefaultLastHttpContent(Unpooled.wrappedBuffer(body)));
            return;
        }
        ByteBuffer piece = body.slice(body.position(), PIECE_BYTES);
        body.position(body.position() + PIECE_BYTES);
        ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(piece))).addListener(sent -> {
            if (sent.isSuccess()) {
                pieces();
            } else {
                done.sent(false);
            }
        });
    }

    private void last(LastHttpContent end) {
        ctx.writeAndFlush(end).addListener(sent -> done.sent(sent.isSuccess()));
    }
}
