package dev.millrace.benchmarks.load;

/** Hears what became of each request of a load, warm-up included. Called by the load's one thread; quick. */
public interface Observer {
    /** Wants to know nothing. */
    Observer NONE = ended -> {};

    /** Hears of a request that is over. */
    void ended(Ended ended);

    /**
     * A request that is over. Immutable; moments are of {@link System#nanoTime()}.
     *
     * @param dueNanos when it was due
     * @param sentNanos when it was sent, or {@code endNanos} where it never was
     * @param endNanos when its answer was there in full, or it was given up
     * @param status of its answer, 0 for none
     * @param body of its answer, bytes as characters; empty for none
     */
    record Ended(
            Planned request, Verdict verdict, long dueNanos, long sentNanos, long endNanos, int status, String body) {}
}
