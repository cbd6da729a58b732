package dev.millrace.cascade.feature;

/**
 * How the events of a history are weighed when they are folded into a user vector. Immutable.
 *
 * @param recencyExponent the item seen {@code a} other items before the newest one weighs {@code (1 + a)} to the power
 *     of minus this; 0 where the order says nothing, &gt;= 0
 * @param maxItems how many of the newest distinct items count, &gt; 0
 */
public record FoldInParameters(float recencyExponent, int maxItems) {
    /** Checks the ranges. */
    public FoldInParameters {
        if (!(recencyExponent >= 0) || recencyExponent == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("recencyExponent: " + recencyExponent + " (expected: >= 0, finite)");
        }
        if (maxItems <= 0) {
            throw new IllegalArgumentException("maxItems: " + maxItems + " (expected: > 0)");
        }
    }

    /** Returns the weight of the item seen {@code age} distinct items before the newest one, in (0, 1]. */
    public float recency(int age) {
        return recencyExponent == 0 ? 1 : (float) Math.pow(1.0 + age, -recencyExponent);
    }

    /**
     * Returns how much all events of one user with one item count together: {@code log2(1 + w)}, so that one event of
     * weight 1 counts 1 and the tenth repetition little. 0 when {@code summedWeight} is not positive.
     */
    public static float strength(float summedWeight) {
        return summedWeight > 0 ? (float) (Math.log1p(summedWeight) / Math.log(2)) : 0;
    }
}
