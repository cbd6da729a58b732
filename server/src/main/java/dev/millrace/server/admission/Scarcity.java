package dev.millrace.server.admission;

/**
 * How scarce room is: 0 while nobody is refused, and the nearer to 1 the more are. One thread at a time.
 *
 * <p>A refusal counts at once. It is forgotten in the time that some hundred answers take, however many requests come
 * meanwhile, and within seconds where answers take long. Were it forgotten as fast as it is learned, efforts would rise
 * between two bursts, and what everybody does more then would fill the line for the next.
 */
final class Scarcity {
    private static final double WEIGHT = 0.01;

    /** In the time of so many answers, or in a second where that is shorter, it falls to a third. */
    private static final double ANSWERS = 400;

    private static final double LONGEST_NANOS = 1e9;

    private double value;
    private long sinceNanos;

    /**
     * Learns that one was refused.
     *
     * @param nowNanos any moment; of two that come in the wrong order the later counts
     * @param answerNanos how long one answer takes all threads together; 0 where nobody knows yet
     */
    void refused(long nowNanos, double answerNanos) {
        double left = at(nowNanos, answerNanos);
        value = left + WEIGHT * (1 - left);
    }

    /**
     * Returns it at a moment. What was forgotten until then stays forgotten: when answers take longer afterwards,
     * because everybody gets more again, it does not rise.
     */
    double at(long nowNanos, double answerNanos) {
        long passed = nowNanos - sinceNanos;
        if (value == 0) {
            sinceNanos = nowNanos;
        } else if (passed > 0 && answerNanos > 0) {
            sinceNanos = nowNanos;
            value *= Math.exp(-passed / Math.min(ANSWERS * answerNanos, LONGEST_NANOS));
        }
        return value;
    }
}
