package dev.millrace.cascade.feature;

/** Time spans on the scale features use. */
final class Days {
    private static final double MILLIS = 86_400_000.0;

    private Days() {}

    /** Returns {@code log(1 + days)} between two times, 0 when the first is later, NaN when either is not known. */
    static float log(long thenMillis, long nowMillis) {
        if (thenMillis == History.NO_TIME || nowMillis == History.NO_TIME) {
            return Float.NaN;
        }
        return Logarithm.of(1 + Math.max(0, nowMillis - thenMillis) / MILLIS);
    }
}
