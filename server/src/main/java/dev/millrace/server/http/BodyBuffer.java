package dev.millrace.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Arrays;

/** A request that is still arriving: its head, and its body so far. Owned by an event loop, which closes it once. */
final class BodyBuffer implements AutoCloseable {
    private static final byte[] EMPTY = {};

    private final HttpRequest head;
    private final BodyBudget budget;
    private final int most;
    private byte[] bytes = EMPTY;
    private int size;
    private int taken;

    /** Creates it for a body of the announced length, or of {@code maxBodyBytes} where none was. */
    BodyBuffer(HttpRequest head, BodyBudget budget, int maxBodyBytes) {
        this.head = head;
        this.budget = budget;
        this.most = HttpUtil.getContentLength(head, maxBodyBytes);
    }

    HttpRequest head() {
        return head;
    }

    /**
     * Appends what arrived, or returns false where the budget has no room for it. Room grows with what is there, up to
     * what was announced.
     */
    boolean append(ByteBuf content) {
        int more = content.readableBytes();
        if (size + more > bytes.length) {
            int room = Math.max(size + more, Math.min(most, bytes.length * 2));
            if (!budget.take(room - bytes.length)) {
                return false;
            }
            taken = room;
            bytes = Arrays.copyOf(bytes, room);
        }
        content.readBytes(bytes, size, more);
        size += more;
        return true;
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** Gives back what it took of the budget. */
    @Override
    public void close() {
        budget.giveBack(taken);
    }
}
