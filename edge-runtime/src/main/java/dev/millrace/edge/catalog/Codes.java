package dev.millrace.edge.catalog;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/** Unsigned whole numbers of 0 to 4 bytes each, in a buffer; those of no bytes are all 0. Immutable and thread-safe. */
public final class Codes {
    static final int MAX_WIDTH = 4;
    /** Short, so that a virtual machine that has just started soon sees a method called often, and compiles it. */
    private static final int CHUNK = 256;

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

    /** Returns whether all are below {@code bound}; looks at none where so few bytes hold no greater number. */
    boolean below(int bound) {
        return size == 0 || (width < MAX_WIDTH && 1 << (8 * width) <= bound) || largest() < bound;
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

    /** Returns all of them. */
    int[] all() {
        int[] all = new int[size];
        byte[] chunk = new byte[CHUNK * width];
        ByteBuffer from = bytes.duplicate();
        ((Buffer) from).rewind();
        for (int at = 0; width > 0 && at < size; at += CHUNK) {
            int count = Math.min(CHUNK, size - at);
            from.get(chunk, 0, count * width);
            decode(chunk, width, all, at, count);
        }
        return all;
    }

    private static void decode(byte[] chunk, int width, int[] into, int from, int count) {
        for (int i = 0; i < count; i++) {
            int code = 0;
            for (int at = (i + 1) * width - 1; at >= i * width; at--) {
                code = code << 8 | (chunk[at] & 0xff);
            }
            into[from + i] = code;
        }
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
