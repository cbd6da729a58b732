package dev.millrace.server.admission;

/**
 * How scarce room is: 0 while nobody is refused, towards 1 the more are. One thread at a time.
 *
 * <p>One who is refused counts at once, and is forgotten in the time in which some hundred can be answered, however many come
 * meanwhile, but soon enough that all is well some seconds after an overload where answers take long. Were refusals forgotten as fast as they are learned, efforts would rise between two bursts, and what everybody does more
 * then would fill the line for the next.
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
     * Returns it at a moment. What has been forgotten until then stays so: answers that take longer afterwards, because everybody gets
     * more again, make the time since the last refusal no shorter.
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
