package dev.millrace.server.http;

import dev.millrace.server.config.HttpConfig;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/** Reads requests and tells whether one is on its way. Used by its event loop alone. */
final class RequestDecoder extends HttpRequestDecoder {
    private static final int MAX_CHUNK_BYTES = 1 << 16;

    private boolean begun;

    RequestDecoder(HttpConfig config) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(config.maxRequestLineBytes())
                .setMaxHeaderSize(config.maxHeaderBytes())
                .setMaxChunkSize(MAX_CHUNK_BYTES));
    }

    /** Returns whether a request has begun to arrive, with its first byte that ends no line, and not ended. */
    boolean midway() {
        return begun || actualReadableBytes() > 0;
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) throws Exception {
        begun = true;
        return super.createMessage(initialLine);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) throws Exception {
        super.decode(ctx, bytes, out);
        if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
            begun = false;
        }
    }

    /** Leaves both fields, so that the request is refused. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {}
}
