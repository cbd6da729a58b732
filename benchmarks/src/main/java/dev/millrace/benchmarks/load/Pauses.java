package dev.millrace.benchmarks.load;

import java.util.Arrays;

/**
 * When the machine, its scheduler or the collector of this process took the processor from a thread that wanted to run, and
 * for how long. Written by one thread; read when it has stopped.
 */
public final class Pauses {
    private long[] ends = new long[256];
    private long[] lengths = new long[256];
    private int size;

    Pauses() {}

    /** Notes a pause that ended at a moment of {@link System#nanoTime()}, later than those before it. */
    void add(long endNanos, long lengthNanos) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
        }
        ends[size] = endNanos;
        lengths[size++] = lengthNanos;
    }

    /** Returns the length in nanoseconds of the longest pause of which some part lies between two moments; 0 for none. */
    public long longest(long fromNanos, long toNanos) {
        long longest = 0;
        for (int i = firstFrom(fromNanos); i < size && ends[i] - lengths[i] - toNanos < 0; i++) {
            longest = Math.max(longest, lengths[i]);
        }
        return longest;
    }

    /** Returns the first pause that ends at or after a moment; pauses do not overlap. */
    private int firstFrom(long nanos) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] - nanos < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
