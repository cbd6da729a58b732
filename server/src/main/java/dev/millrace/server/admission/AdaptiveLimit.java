package dev.millrace.server.admission;

/**
 * How many requests may be there at once, waiting or worked on. One thread at a time.
 *
 * <p>Additive increase, multiplicative decrease, by how long requests wait for a thread. Limits that watch round trip
 * times from outside (TCP Vegas, Gradient2) have to infer the queue from how much slower everything has become, and are
 * misled where work changes size; here the queue is our own and the wait is measured, while the work does change size,
 * since stages are narrowed under load. A wait is too long when it exceeds the target, or the time of a service where
 * that is longer: with few threads, one request before you is a wait of that length and no sign of overload.
 *
 * <p>The limit falls by a tenth, at most once for as many requests as it admits, so that one burst counts once. It rises
 * by one for as many requests as it admits, and only while at least half of it is in use: an idle server learns nothing.
 */
final class AdaptiveLimit {
    private static final double FALL = 0.9;
    private static final double SERVICE_WEIGHT = 0.05;

    private final int least;
    private final int most;
    private final long targetNanos;
    private double limit;
    private double serviceNanos;
    private int sinceFall;

    /**
     * Creates a limit that begins at its most.
     *
     * @param least it never falls below: more than there are threads, or these would idle
     * @param most it never rises above
     * @param targetNanos a wait that is short enough
     */
    AdaptiveLimit(int least, int most, long targetNanos) {
        this.least = least;
        this.most = Math.max(least, most);
        this.targetNanos = targetNanos;
        this.limit = this.most;
    }

    /** Learns that a request began to be worked on after waiting, with {@code present} of them there. */
    void began(long waitedNanos, int present) {
        sinceFall++;
        if (waitedNanos > Math.max(targetNanos, serviceNanos)) {
            if (sinceFall >= limit) {
                sinceFall = 0;
                // From what is there, not from a limit that was never reached.
                limit = Math.max(least, Math.min(limit, present + 1) * FALL);
            }
        } else if (present * 2 >= limit) {
            limit = Math.min(most, limit + 1 / limit);
        }
    }

    /** Learns how long a request was worked on. */
    void served(long nanos) {
        serviceNanos = serviceNanos == 0 ? nanos : serviceNanos + SERVICE_WEIGHT * (nanos - serviceNanos);
    }

    /** Returns the time one request takes of a thread, 0 before the first. */
    long serviceNanos() {
        return (long) serviceNanos;
    }

    /** Returns how many may be there. */
    int limit() {
        return (int) limit;
    }
}
