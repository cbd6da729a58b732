package dev.millrace.cascade.source;

import java.util.function.BooleanSupplier;

/**
 * How hard to search. Immutable; as thread-safe as {@code stop}.
 *
 * @param recall the share of the best items that must be found, on average over queries, in {@code (0, 1]}; 1 is exact
 * @param stop asked every ten microseconds or so; once it says true the search ends with the best found so far
 */
public record Effort(double recall, BooleanSupplier stop) {
    /** The share of the best that a release is calibrated to find, whatever the filter. */
    public static final double RECALL = 0.95;

    /** The usual recall, without a limit of time. */
    public static final Effort USUAL = new Effort(RECALL, new BooleanSupplier() {
        @Override
        public boolean getAsBoolean() {
            return false;
        }
    });

    /** Checks the recall. */
    public Effort {
        if (!(recall > 0) || recall > 1) {
            throw new IllegalArgumentException("recall: " + recall + " (expected: > 0, <= 1)");
        }
    }

    /** Returns the usual recall until {@code stop} says true. */
    public static Effort until(BooleanSupplier stop) {
        return new Effort(RECALL, stop);
    }
}
