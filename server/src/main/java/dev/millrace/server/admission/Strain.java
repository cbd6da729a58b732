package dev.millrace.server.admission;

import dev.millrace.cascade.Cascade;

/**
 * How much more there is to do than can be done, and the effort that this leaves to each request. One thread at a time.
 *
 * <p>The effort falls with the time that what waits will take (not with the share of the room it fills, which is for
 * bursts and far more than anybody wants to wait), and with {@link Scarcity}, such that it is least where one is
 * refused while eighty could be answered. A refusal of a burst that finds threads idle says nothing of how scarce room
 * is, see {@link Occupancy}.
 */
final class Strain {
    private static final double FULL_EFFORT_UPTO = 0.4;
    private static final double LEAST_EFFORT_FROM = 0.8;
    /** A fifth: with the fine ranker. */
    private static final double LEAST_EFFORT = 2 * Cascade.FINE_RANKING_EFFORT;

    private static final double FULL_EFFORT_UPTO_SCARCITY = 0.02;
    private static final double LEAST_EFFORT_FROM_SCARCITY = 0.05;
    private static final double SMOOTH = 0.6;

    /** For such a share of the threads there is work where there is too much to do. */
    private static final double SATURATED = 0.9;

    private final int threads;
    private final AdaptiveLimit limit;
    private final Scarcity scarcity = new Scarcity();
    private final Occupancy occupancy;
    private double smoothQueued;

    Strain(int threads, AdaptiveLimit limit) {
        this.threads = threads;
        this.limit = limit;
        this.occupancy = new Occupancy(threads);
    }

    /** Learns how many wait and how many are worked on from a moment on. */
    void present(int waiting, int running, long nowNanos) {
        // While one waits there is work for all threads, though one may not have come to it yet.
        occupancy.workFor(waiting > 0 ? threads : running, nowNanos);
    }

    /** Learns how many are left when it is the turn of one of them. */
    void turn(int left) {
        smoothQueued += (1 - SMOOTH) * (left - smoothQueued);
    }

    /** Learns that a newcomer, or one in its stead, was refused. */
    void refused(long nowNanos) {
        if (saturated(nowNanos)) {
            scarcity.refused(nowNanos, answerNanos());
        }
    }

    /** Returns whether nearly all threads have had work lately. */
    boolean saturated(long nowNanos) {
        return occupancy.at(nowNanos) >= SATURATED;
    }

    /** Returns whether so many are refused that everybody else gets the least effort. */
    boolean refusing(long nowNanos) {
        return scarcity.at(nowNanos, answerNanos()) > LEAST_EFFORT_FROM_SCARCITY;
    }

    /** Returns for which share of the threads there was work lately. */
    double occupancy(long nowNanos) {
        return occupancy.at(nowNanos);
    }

    /** Returns the effort that what waits, and what finds no room, leaves to each. */
    double effort(long nowNanos) {
        double wait = smoothQueued * answerNanos();
        double waiting = (wait / limit.calmNanos() - FULL_EFFORT_UPTO) / (LEAST_EFFORT_FROM - FULL_EFFORT_UPTO);
        double refused = (scarcity.at(nowNanos, answerNanos()) - FULL_EFFORT_UPTO_SCARCITY)
                / (LEAST_EFFORT_FROM_SCARCITY - FULL_EFFORT_UPTO_SCARCITY);
        double fall = Math.max(waiting, refused);
        return 1 - (1 - LEAST_EFFORT) * Math.max(0, Math.min(1, fall));
    }

    /** How long one answer takes all threads together, 0 before the first. */
    private double answerNanos() {
        return (double) limit.serviceNanos() / threads;
    }
}
