package dev.millrace.server.admission;

/**
 * For which share of the threads there has been work lately, 0 to 1. One thread at a time.
 *
 * <p>It tells a burst from an overload. Where the machine stands still for some milliseconds, as virtual ones do, the
 * line is as long afterwards as where too many come; but threads had nothing to do a moment before, and will have
 * nothing to do a moment later.
 */
final class Occupancy {
    /** In this time it goes two thirds of the way to what it is now. */
    private static final double SMOOTH_NANOS = 200e6;

    private final int threads;
    private double value;
    private double share;
    private long sinceNanos;
    private boolean begun;

    Occupancy(int threads) {
        this.threads = threads;
    }

    /** Learns for how many there is work from a moment on, or from the last on where that was later. */
    void workFor(int busy, long nowNanos) {
        if (!begun || nowNanos - sinceNanos > 0) {
            begun = true;
            value = at(nowNanos);
            sinceNanos = nowNanos;
        }
        share = Math.min(1, (double) busy / threads);
    }

    /** Returns it at a moment; at one before the last it is what it was at the last. */
    double at(long nowNanos) {
        double passed = Math.max(0, nowNanos - sinceNanos);
        return share + (value - share) * Math.exp(-passed / SMOOTH_NANOS);
    }
}
