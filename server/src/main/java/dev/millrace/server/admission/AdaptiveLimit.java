package dev.millrace.server.admission;

/**
 * How many requests may be there at once, waiting or worked on. One thread at a time.
 *
 * <p>Additive increase, multiplicative decrease, by how long requests wait for a thread. Limits that watch round trip
 * times from outside (TCP Vegas, Gradient2) have to infer the queue from how much slower everything has become, and are
 * misled where work changes size; here the queue is our own and the wait is measured, while the work does change size,
 * since stages are narrowed under load. A wait is too long when it exceeds 6% of the request's own budget, and the
 * target, and the time of a service: with few threads, one request before you is a wait of that length and no overload.
 *
 * <p>The limit falls by as much as the wait was too long, which by Little's law makes it right, but by a tenth at least
 * and by half at most; and once for as many requests as it admits, which is how long it takes for a change to be felt.
 * It rises by one for as many requests as it admits, while at least half of it is in use: an idle server learns
 * nothing. Up to what bursts are worth riding out it rises without that.
 */
final class AdaptiveLimit {
    private static final double BUDGET_SHARE = 0.06;
    private static final double LEAST_FALL = 0.9;
    private static final double MOST_FALL = 0.5;
    private static final double SERVICE_WEIGHT = 0.05;
    private static final double CALM_SERVICES = 2.5;

    private final int least;
    private final int calm;
    private final int most;
    private final long targetNanos;
    private double limit;
    private double serviceNanos;
    private int sinceFall;

    /**
     * Creates a limit that begins at its most.
     *
     * @param least it never falls below: more than there are threads, or these would idle
     * @param calm it rises to it whenever waits are short
     * @param most it never rises above
     * @param targetNanos a wait that is short enough
     */
    AdaptiveLimit(int least, int calm, int most, long targetNanos) {
        this.least = least;
        this.calm = calm;
        this.most = Math.max(least, most);
        this.targetNanos = targetNanos;
        this.limit = this.most;
    }

    /**
     * Learns that a request began to be worked on.
     *
     * @param waitedNanos how long it waited
     * @param budgetNanos how long it had when it came
     * @param present how many were there, itself included
     */
    void began(long waitedNanos, long budgetNanos, int present) {
        sinceFall++;
        double enough = enoughNanos(budgetNanos);
        if (waitedNanos > enough) {
            // From what is there, not from a limit that was never reached.
            double there = Math.min(limit, present + 1.0);
            if (sinceFall >= there) {
                sinceFall = 0;
                double fall = Math.max(MOST_FALL, Math.min(LEAST_FALL, enough / waitedNanos));
                limit = Math.max(least, there * fall);
            }
        } else if (present * 2 >= limit || limit < calm) {
            limit = Math.min(most, limit + 1 / limit);
        }
    }

    /** Returns the longest wait that is not too long for such a budget. */
    double enoughNanos(long budgetNanos) {
        return Math.max(BUDGET_SHARE * budgetNanos, Math.max((double) targetNanos, serviceNanos));
    }

    /** Returns whether a wait is too long for whatever budget. */
    boolean tooLong(long waitNanos) {
        return waitNanos > Math.max((double) targetNanos, serviceNanos);
    }

    /** Returns a wait that is not worth hurrying for: the target, or a few services where these are long. */
    double calmNanos() {
        return Math.max((double) targetNanos, CALM_SERVICES * serviceNanos);
    }

    /** Learns how long a request was worked on. */
    void served(long nanos) {
        serviceNanos = serviceNanos == 0 ? nanos : serviceNanos + SERVICE_WEIGHT * (nanos - serviceNanos);
    }

    /** Returns the time one request takes of a thread, 0 before the first. */
    long serviceNanos() {
        return (long) serviceNanos;
    }

    /**
     * Returns how many may be there while threads were idle lately: as many as bursts are worth riding out, or more.
     */
    int limitOfBurst() {
        return Math.max(limit(), calm);
    }

    /** Returns how many may be there. */
    int limit() {
        return (int) limit;
    }
}
