package dev.millrace.training.evaluate;

/**
 * A value with its 95% interval. Immutable.
 *
 * @param value the measured value
 * @param low 2.5th percentile
 * @param high 97.5th percentile
 */
public record Interval(double value, double low, double high) {
    /** Returns whether the interval lies on one side of zero. */
    public boolean excludesZero() {
        return low > 0 || high < 0;
    }
}
