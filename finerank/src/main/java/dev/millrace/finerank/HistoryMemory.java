package dev.millrace.finerank;

import java.util.concurrent.atomic.LongAdder;

/**
 * How much fine rankers may remember of the latest users, off the heap, and how often that was of use. One may serve
 * releases that follow each other: each open one takes that much, and all count together. Thread-safe.
 */
public final class HistoryMemory {
    /** Of what the heap may take, unless told otherwise. */
    public static final double SHARE = 1.0 / 16;

    private final long bytes;
    private final LongAdder known = new LongAdder();
    private final LongAdder encoded = new LongAdder();

    /** Creates a memory of so many bytes a fine ranker; at least four histories are kept. */
    public HistoryMemory(long bytes) {
        this.bytes = bytes;
    }

    /** Returns a memory of a share of what the heap may take. */
    public static HistoryMemory ofHeap(double share) {
        return new HistoryMemory((long) (share * Runtime.getRuntime().maxMemory()));
    }

    long bytes() {
        return bytes;
    }

    void count(boolean wasKnown) {
        (wasKnown ? known : encoded).increment();
    }

    /** Returns how many histories had been encoded before when they were asked for. */
    public long known() {
        return known.sum();
    }

    /** Returns how many histories had to be encoded. */
    public long encoded() {
        return encoded.sum();
    }
}
