package dev.millrace.edge.catalog;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * Unsigned whole numbers of 0 to 32 bits each, packed into a buffer, lowest bits first; those of no bits are all 0.
 * Immutable and thread-safe.
 *
 * <p>A number is cut out of four bytes, so that three bytes follow the last of numbers that may begin within a byte; of
 * these no width between {@value #MAX_PACKED} and 32 bits is used.
 */
public final class Codes {
    static final int MAX_PACKED = 25;
    private static final int PADDING = 3;
    /**
     * Numbers of a walk at a time; few, so that a virtual machine that has just started soon sees a method called
     * often.
     */
    static final int CHUNK = 256;

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
     * Returns how many bits a width in a part stands for: whole bytes, 0 to 4 of them, or less than nothing for bits
     * that are no whole bytes; -1 where it stands for none.
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

    /** Copies the numbers from {@code from} on, {@code count} of them, to the beginning of {@code into}. */
    public void read(int from, int count, int[] into) {
        int at = 0;
        long last = (long) bytes.limit() - Integer.BYTES; // where four bytes may begin
        if (bits > 0 && bits <= MAX_PACKED && last >= 0) {
            int whole = (int) Math.min(count, (last * Byte.SIZE + 7) / bits - from + 1);
            for (long bit = (long) from * bits; at < whole; at++, bit += bits) {
                into[at] = bytes.getInt((int) (bit >>> 3)) >>> (bit & 7) & mask;
            }
        }
        for (; at < count; at++) {
            into[at] = get(from + at);
        }
    }

    /** Returns whether all are below {@code bound}; looks at none where so few bits hold no greater number. */
    boolean below(int bound) {
        return size == 0 || (bits < Integer.SIZE && 1L << bits <= bound) || largest() < bound;
    }

    /** Returns the largest, or -1 when there is none; {@code Integer.MAX_VALUE} stands for all above 2^31. */
    int largest() {
        int largest = size == 0 ? -1 : 0;
        Walk walk = walk(CHUNK);
        while (walk.next()) {
            largest = Math.max(largest, largest(walk.numbers(), walk.count()));
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

    /**
     * Begins a walk over all of them.
     *
     * @param most numbers at a time, a multiple of 8
     */
    Walk walk(int most) {
        return new Walk(this, most);
    }

    /**
     * All numbers in order, some at a time, so that few are unpacked at once and the loops over them are short methods
     * that are called often. One thread.
     */
    static final class Walk {
        private final ByteBuffer from;
        private final int bits;
        private final int mask;
        private final int size;
        private final byte[] packed;
        private final int[] numbers;
        private int first;
        private int count;

        private Walk(Codes codes, int most) {
            from = codes.bytes.duplicate();
            ((Buffer) from).rewind();
            bits = codes.bits;
            mask = codes.mask;
            size = codes.size;
            packed = new byte[most / Byte.SIZE * bits];
            numbers = new int[most];
        }

        /** Goes on to the next numbers; returns whether there are any. */
        boolean next() {
            first += count;
            count = Math.min(numbers.length, size - first);
            if (bits > 0) {
                unpack();
            }
            return count > 0;
        }

        /** Returns the position of the first of them. */
        int first() {
            return first;
        }

        /** Returns how many they are. */
        int count() {
            return count;
        }

        /** Returns them, from the beginning; overwritten by those that follow. */
        int[] numbers() {
            return numbers;
        }

        private void unpack() {
            from.get(packed, 0, (count * bits + 7) / 8);
            long held = 0;
            int have = 0;
            int at = 0;
            for (int i = 0; i < count; i++) {
                for (; have < bits; have += Byte.SIZE) {
                    held |= (packed[at++] & 0xffL) << have;
                }
                numbers[i] = (int) held & mask;
                held >>>= bits;
                have -= bits;
            }
        }
    }
}
