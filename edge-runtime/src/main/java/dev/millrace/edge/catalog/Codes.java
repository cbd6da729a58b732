package dev.millrace.edge.catalog;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * Unsigned whole numbers of 0 to 32 bits each, packed into a buffer, lowest bits first; those of no bits are all 0. Immutable
 * and thread-safe.
 *
 * <p>A number is cut out of the four bytes at whose first it begins, so that three bytes follow the last of numbers that may begin
 * within a byte; of these no width between {@value #MAX_PACKED} and 32 bits is used.
 */
public final class Codes {
    static final int MAX_BITS = 32;
    static final int MAX_PACKED = 25;
    private static final int PADDING = 3;
    /** Whole bytes for any width. */
    private static final int CHUNK = 4096;

    private final ByteBuffer bytes;
    private final int bits;
    private final int mask;
    private final int size;

    Codes(ByteBuffer bytes, int bits, int size) {
        this.bytes = bytes;
        this.bits = bits;
        this.mask = (int) ((1L << bits) - 1);
        this.size = size;
    }

    /** Returns whether numbers can be as wide. */
    static boolean possible(int bits) {
        return (bits >= 0 && bits <= MAX_PACKED) || bits == MAX_BITS;
    }

    /** Returns how many bytes as many numbers take. */
    static long bytes(int count, int bits) {
        return bits % Byte.SIZE == 0 ? (long) count * (bits / Byte.SIZE) : ((long) count * bits + 7) / 8 + PADDING;
    }

    /** Returns how many there are. */
    public int size() {
        return size;
    }

    /** Returns the number at {@code at}; one of 32 bits above 2^31 comes out negative. */
    public int get(int at) {
        return switch (bits) {
            case 0 -> 0;
            case 8 -> bytes.get(at) & 0xff;
            case 16 -> bytes.getShort(2 * at) & 0xffff;
            case 24 -> (bytes.getShort(3 * at) & 0xffff) | (bytes.get(3 * at + 2) & 0xff) << 16;
            case 32 -> bytes.getInt(4 * at);
            default -> {
                long bit = (long) at * bits;
                yield bytes.getInt((int) (bit >>> 3)) >>> (bit & 7) & mask;
            }
        };
    }

    /** Returns the largest, or -1 when there is none; {@code Integer.MAX_VALUE} stands for all above 2^31. */
    int largest() {
        int largest = size == 0 ? -1 : 0;
        byte[] chunk = new byte[CHUNK / Byte.SIZE * Math.max(1, bits)];
        ByteBuffer all = bytes.duplicate();
        ((Buffer) all).rewind();
        for (int left = bits == 0 ? 0 : size; left > 0; left -= CHUNK) {
            int count = Math.min(left, CHUNK);
            all.get(chunk, 0, (count * bits + 7) / 8);
            largest = Math.max(largest, largest(chunk, count));
        }
        return largest;
    }

    private int largest(byte[] chunk, int count) {
        int largest = 0;
        long held = 0;
        int have = 0;
        int at = 0;
        for (int i = 0; i < count; i++) {
            for (; have < bits; have += Byte.SIZE) {
                held |= (chunk[at++] & 0xffL) << have;
            }
            int code = (int) held & mask;
            held >>>= bits;
            have -= bits;
            largest = Math.max(largest, code < 0 ? Integer.MAX_VALUE : code);
        }
        return largest;
    }
}
