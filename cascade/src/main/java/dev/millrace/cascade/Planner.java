package dev.millrace.cascade;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides how many candidates a step gets: all, fewer, or none. Thread-safe.
 *
 * <p>What is left of the budget, less what the policy and the answer need, less what the later stages need to do the
 * least that is worth while, is the step's to spend. Where that does not pay for the least of this step, the later
 * stages have to do without. No step begins that is not expected to end in time.
 */
final class Planner {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int LEAST_SHARE = 4;
    private static final String BUSY = "the server is busy";

    private final Step.Path steps;
    private final Cascade.Widths widths;

    Planner(Step.Path steps, Cascade.Widths widths) {
        this.steps = steps;
        this.widths = widths;
    }

    /** Returns how many candidates to retrieve of {@code wanted}, or 0; counts their features too. */
    int retrieve(Passage passage, int wanted) {
        int least = passage.request().numResults();
        long ranking = steps.rerank().cost().predict(least) + fineAtLeast(least);
        return decide(passage, steps.retrieve(), least, wanted, new Need(steps.features(), ranking));
    }

    /** Returns whether there is time for features: {@code count}, or 0. */
    int features(Passage passage, int count) {
        return decide(passage, steps.features(), count, count, Need.NOTHING);
    }

    /** Returns how many of {@code wanted} candidates to re-rank, or 0. */
    int rerank(Passage passage, int wanted) {
        int least = least(passage, wanted);
        return decide(passage, steps.rerank(), least, wanted, new Need(null, fineAtLeast(least)));
    }

    /**
     * Returns how many of {@code wanted} candidates to fine-rank, or 0, as where the effort is less than
     * {@link Cascade#FINE_RANKING_EFFORT}.
     */
    int fine(Passage passage, int wanted) {
        if (passage.effort() < Cascade.FINE_RANKING_EFFORT
                && !passage.deadline().unlimited()) {
            passage.trace().skip(steps.fine(), wanted, BUSY);
            return 0;
        }
        return decide(passage, steps.fine(), least(passage, wanted), wanted, Need.NOTHING);
    }

    /**
     * What comes after a step.
     *
     * @param next a step that gets as many candidates, or null
     * @param laterNanos what all others need at least
     */
    private record Need(@Nullable Step next, long laterNanos) {
        static final Need NOTHING = new Need(null, 0);

        /** Returns what {@code step} and all after it take for so many candidates. */
        long nanos(Step step, int count) {
            return step.cost().predict(count) + (next == null ? 0 : next.cost().predict(count)) + laterNanos;
        }
    }

    private long fineAtLeast(int least) {
        return steps.fine().stuck() ? 0 : steps.fine().cost().predict(Math.min(least, widths.rerank()));
    }

    /**
     * A stage that looks at fewer than the answer has, or at a quarter of what it could, is not worth its fixed cost.
     */
    private static int least(Passage passage, int wanted) {
        int share = Math.max(1, wanted / LEAST_SHARE);
        return Math.min(share, passage.request().numResults());
    }

    private int decide(Passage passage, Step step, int least, int wanted, Need after) {
        Trace trace = passage.trace();
        if (step.stuck()) {
            trace.skip(step, wanted, "an earlier run of it has not ended");
            return 0;
        }
        if (passage.deadline().unlimited()) {
            return wanted;
        }
        int most = Math.max(least, (int) Math.ceil(wanted * passage.effort()));
        long left = passage.deadline().remainingNanos();
        long free = left
                - steps.policy().cost().predict(widths.fine())
                - steps.response().cost().predict(passage.request().numResults());
        int width = most(step, after, least, most, free);
        if (width == 0) {
            width = most(step, Need.NOTHING, least, least, free);
        }
        if (width == 0) {
            if (free > 0) {
                step.cost().passOver(); // with no time at all nothing is said about what it costs
            }
            trace.skip(
                    step,
                    wanted,
                    left <= 0
                            ? "the deadline has passed"
                            : leftAndNeeded(left, left - free + Need.NOTHING.nanos(step, least)));
        } else if (width < most) {
            trace.narrow(step, width, wanted, leftAndNeeded(left, left - free + after.nanos(step, most)));
        } else if (width < wanted) {
            trace.narrow(step, width, wanted, BUSY);
        }
        return width;
    }

    /** Returns the greatest of {@code least .. most} that costs at most {@code free}, or 0. */
    private static int most(Step step, Need after, int least, int most, long free) {
        if (free <= 0 || after.nanos(step, least) > free) {
            return 0;
        }
        int fits = least;
        int beyond = most + 1;
        if (after.nanos(step, most) <= free) {
            return most;
        }
        while (beyond - fits > 1) {
            int middle = (fits + beyond) >>> 1;
            if (after.nanos(step, middle) <= free) {
                fits = middle;
            } else {
                beyond = middle;
            }
        }
        return fits;
    }

    private static String leftAndNeeded(long left, long needed) {
        return String.format(
                Locale.ROOT, "%.2f ms left, %.2f needed", left / NANOS_PER_MILLI, needed / NANOS_PER_MILLI);
    }
}
