package dev.millrace.edge.catalog;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/** Unsigned whole numbers of 0 to 4 bytes each, in a buffer; those of no bytes are all 0. Immutable and thread-safe. */
public final class Codes {
    static final int MAX_WIDTH = 4;
    private static final int CHUNK = 4096;

    private final ByteBuffer bytes;
    private final int width;
    private final int size;

    Codes(ByteBuffer bytes, int width, int size) {
        this.bytes = bytes;
        this.width = width;
        this.size = size;
    }

    /** Returns how many there are. */
    public int size() {
        return size;
    }

    /** Returns the number at {@code at}; one of 4 bytes above 2^31 comes out negative. */
    public int get(int at) {
        return switch (width) {
            case 0 -> 0;
            case 1 -> bytes.get(at) & 0xff;
            case 2 -> bytes.getShort(2 * at) & 0xffff;
            case 3 -> (bytes.getShort(3 * at) & 0xffff) | (bytes.get(3 * at + 2) & 0xff) << 16;
            default -> bytes.getInt(4 * at);
        };
    }

    /** Returns the largest, or -1 when there is none; {@code Integer.MAX_VALUE} stands for all above 2^31. */
    int largest() {
        int largest = size == 0 ? -1 : 0;
        byte[] chunk = new byte[CHUNK * Math.max(1, width)];
        ByteBuffer all = bytes.duplicate();
        ((Buffer) all).rewind();
        while (width > 0 && all.hasRemaining()) {
            int length = Math.min(all.remaining(), chunk.length);
            all.get(chunk, 0, length);
            largest = Math.max(largest, largest(chunk, length));
        }
        return largest;
    }

    private int largest(byte[] chunk, int length) {
        int largest = 0;
        for (int at = 0; at < length; at += width) {
            int code = 0;
            for (int i = width - 1; i >= 0; i--) {
                code = code << 8 | (chunk[at + i] & 0xff);
            }
            largest = Math.max(largest, code < 0 ? Integer.MAX_VALUE : code);
        }
        return largest;
    }
}
