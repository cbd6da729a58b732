package dev.millrace.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Arrays;

/** A request that is still arriving: its head, and its body so far. Owned by an event loop. */
final class BodyBuffer {
    private static final byte[] EMPTY = {};

    private final HttpRequest head;
    private byte[] bytes = EMPTY;
    private int size;

    BodyBuffer(HttpRequest head) {
        this.head = head;
    }

    HttpRequest head() {
        return head;
    }

    /** Appends what arrived. Room grows with what is there, not with what was announced. */
    void append(ByteBuf content) {
        int more = content.readableBytes();
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
        content.readBytes(bytes, size, more);
        size += more;
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
