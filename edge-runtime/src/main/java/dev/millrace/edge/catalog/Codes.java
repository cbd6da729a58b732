package dev.millrace.edge.catalog;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * Unsigned whole numbers of 0 to 32 bits each, packed into a buffer, lowest bits first; those of no bits are all 0. Immutable
 * and thread-safe.
 *
 * <p>A number is cut out of four bytes, so that three bytes follow the last of numbers that may begin within a byte; of these no
 * width between {@value #MAX_PACKED} and 32 bits is used.
 */
public final class Codes {
    static final int MAX_PACKED = 25;
    private static final int PADDING = 3;
    /** Whole bytes of any width; short, so that a virtual machine that has just started soon sees a method called often. */
    private static final int CHUNK = 256;

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

    /**
     * Returns how many bits a width in a part stands for: whole bytes, 0 to 4 of them, or less than nothing for bits that are no
     * whole bytes; -1 where it stands for none.
     */
    static int bits(int width) {
        if (width >= 0) {
            return width <= Integer.BYTES ? width * Byte.SIZE : -1;
        }
        return -width <= MAX_PACKED && -width % Byte.SIZE != 0 ? -width : -1;
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

    /** Returns whether all are below {@code bound}; looks at none where so few bits hold no greater number. */
    boolean below(int bound) {
        return size == 0 || (bits < Integer.SIZE && 1L << bits <= bound) || largest() < bound;
    }

    /** Returns the largest, or -1 when there is none; {@code Integer.MAX_VALUE} stands for all above 2^31. */
    int largest() {
        int largest = size == 0 ? -1 : 0;
        int[] numbers = new int[Math.min(size, CHUNK)];
        byte[] chunk = new byte[CHUNK / Byte.SIZE * bits];
        ByteBuffer from = rewound();
        for (int at = 0; bits > 0 && at < size; at += CHUNK) {
            int count = Math.min(CHUNK, size - at);
            unpack(from, chunk, numbers, 0, count);
            largest = Math.max(largest, largest(numbers, count));
        }
        return largest;
    }

    private static int largest(int[] numbers, int count) {
        int largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, numbers[i] < 0 ? Integer.MAX_VALUE : numbers[i]);
        }
        return largest;
    }

    /** Returns all of them. */
    int[] all() {
        int[] all = new int[size];
        byte[] chunk = new byte[CHUNK / Byte.SIZE * bits];
        ByteBuffer from = rewound();
        for (int at = 0; bits > 0 && at < size; at += CHUNK) {
            unpack(from, chunk, all, at, Math.min(CHUNK, size - at));
        }
        return all;
    }

    private ByteBuffer rewound() {
        ByteBuffer from = bytes.duplicate();
        ((Buffer) from).rewind();
        return from;
    }

    private void unpack(ByteBuffer from, byte[] chunk, int[] into, int to, int count) {
        from.get(chunk, 0, (count * bits + 7) / 8);
        long held = 0;
        int have = 0;
        int at = 0;
        for (int i = 0; i < count; i++) {
            for (; have < bits; have += Byte.SIZE) {
                held |= (chunk[at++] & 0xffL) << have;
            }
            into[to + i] = (int) held & mask;
            held >>>= bits;
            have -= bits;
        }
    }
}
