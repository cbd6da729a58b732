package dev.millrace.cascade;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The point in time by which a request must be answered. Immutable and thread-safe.
 *
 * <p>Time comes from a ticker of nanoseconds, such as {@code System::nanoTime}.
 */
public final class Deadline {
    private final LongSupplier ticker;
    private final long startNanos;
    private final long budgetNanos;

    private Deadline(LongSupplier ticker, long startNanos, long budgetNanos) {
        this.ticker = ticker;
        this.startNanos = startNanos;
        this.budgetNanos = budgetNanos;
    }

    /** Returns a deadline {@code budget} from now on. */
    public static Deadline after(Duration budget, LongSupplier ticker) {
        return since(ticker.getAsLong(), budget, ticker);
    }

    /**
     * Returns a deadline {@code budget} from a moment that has passed, so that what a request waited counts.
     *
     * @param startNanos what the ticker said when the request began
     */
    public static Deadline since(long startNanos, Duration budget, LongSupplier ticker) {
        if (budget.isNegative() || budget.isZero()) {
            throw new IllegalArgumentException("budget: " + budget + " (expected: > 0)");
        }
        return new Deadline(ticker, startNanos, budget.toNanos());
    }

    /**
     * Returns a deadline that never expires, for offline use: nobody waits, so a stage that fails fails the request.
     */
    public static Deadline none() {
        return new Deadline(System::nanoTime, System.nanoTime(), Long.MAX_VALUE);
    }

    /** Returns whether it never expires. */
    public boolean unlimited() {
        return budgetNanos == Long.MAX_VALUE;
    }

    /** Returns the nanoseconds since the request began. */
    public long elapsedNanos() {
        return ticker.getAsLong() - startNanos;
    }

    /** Returns the nanoseconds left, negative when the deadline has passed. */
    public long remainingNanos() {
        return budgetNanos - elapsedNanos();
    }
}
