package dev.millrace.benchmarks.load;

import java.util.Arrays;
import java.util.List;

/**
 * When the machine, its scheduler or the collector of this process took the processor from a thread that wanted to run,
 * and for how long. Written by one thread; read when it has stopped.
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

    /**
     * Returns how many nanoseconds between two moments lie in pauses of any of several logs; where they overlap they
     * count once.
     */
    public static long covered(long fromNanos, long toNanos, List<Pauses> logs) {
        int[] next = new int[logs.size()];
        for (int log = 0; log < next.length; log++) {
            next[log] = logs.get(log).firstFrom(fromNanos);
        }
        long covered = 0;
        long reached = fromNanos;
        while (true) {
            int earliest = -1;
            long start = toNanos;
            for (int log = 0; log < next.length; log++) {
                Pauses pauses = logs.get(log);
                if (next[log] < pauses.size && pauses.start(next[log]) - start < 0) {
                    earliest = log;
                    start = pauses.start(next[log]);
                }
            }
            if (earliest < 0) {
                return covered;
            }
            long end = logs.get(earliest).ends[next[earliest]++];
            end = end - toNanos < 0 ? end : toNanos;
            start = start - reached > 0 ? start : reached;
            if (end - start > 0) {
                covered += end - start;
                reached = end;
            }
        }
    }

    private long start(int index) {
        return ends[index] - lengths[index];
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
