package dev.millrace.cascade;

/**
 * What a stage costs: so much, and so much for each candidate, learned from its runs. Thread-safe.
 *
 * <p>A least-squares line through the runs, each of which weighs a tenth less with every later one. Runs of one width
 * alone do not say how a stage's time divides; an imagined run of no candidates, of little weight, says that a quarter
 * of it is fixed until widths vary. The prediction stands two mean deviations above the line, as a retransmission timer
 * does (RFC 6298), so that a stage with uneven times is given more room. A single run counts at most eight times the
 * expected, so that one pause of the machine does not stop a stage.
 *
 * <p>A stage that seems too slow is not run, and what is not run is not measured: when it has been passed over for want
 * of time a number of times in a row, the estimate shrinks a little with each, until the stage is tried again.
 */
final class CostModel {
    private static final double DECAY = 0.9;
    private static final double FIXED_SHARE = 0.25;
    private static final double IMAGINED = 0.1;
    private static final double DEVIATIONS = 2;
    private static final double LEAST_DEVIATION = 0.025;
    private static final double MOST_DEVIATION = 1;
    private static final double OUTLIER = 8;
    private static final double FORGET = 0.9;
    private static final int PATIENCE = 16;

    /** Exponentially weighted sums: of 1, the candidates n, n squared, the nanoseconds t, and n times t. */
    private double weight;

    private double sumN;
    private double sumNn;
    private double sumT;
    private double sumNt;

    private double fixedNanos;
    private double nanosEach;
    /** Mean of |measured - expected| / expected. */
    private double deviation;

    private int passedOver;

    /** Returns the nanoseconds within which {@code candidates} are most likely done; 0 before the first run. */
    synchronized long predict(int candidates) {
        return (long) (expected(candidates) * (1 + DEVIATIONS * Math.max(LEAST_DEVIATION, deviation)));
    }

    /** Learns from a run that ended. */
    synchronized void observe(int candidates, long nanos) {
        passedOver = 0;
        double expected = expected(candidates);
        double seen = expected > 0 ? Math.min((double) nanos, OUTLIER * expected) : nanos;
        if (expected > 0) {
            double off = Math.min(MOST_DEVIATION, Math.abs(seen - expected) / expected);
            deviation = DECAY * deviation + (1 - DECAY) * off;
        }
        weight = DECAY * weight + 1;
        sumN = DECAY * sumN + candidates;
        sumNn = DECAY * sumNn + (double) candidates * candidates;
        sumT = DECAY * sumT + seen;
        sumNt = DECAY * sumNt + candidates * seen;
        fit();
    }

    /** Learns from a run that was ended, or left, after {@code nanos}: it would have taken at least that. */
    synchronized void overstayed(int candidates, long nanos) {
        if (nanos > expected(candidates)) {
            observe(candidates, nanos);
        }
    }

    /** Tells that the stage was not run because it seemed to cost too much; after some of these it forgets a little. */
    synchronized void passOver() {
        if (++passedOver > PATIENCE && weight > 0) {
            sumT *= FORGET;
            sumNt *= FORGET;
            fit();
        }
    }

    private double expected(int candidates) {
        return fixedNanos + nanosEach * candidates;
    }

    private void fit() {
        double weights = weight * (1 + IMAGINED);
        double times = sumT * (1 + IMAGINED * FIXED_SHARE);
        double spread = weights * sumNn - sumN * sumN;
        nanosEach = spread > 0 ? Math.max(0, (weights * sumNt - sumN * times) / spread) : 0;
        fixedNanos = (times - nanosEach * sumN) / weights;
        if (fixedNanos < 0) {
            fixedNanos = 0;
            nanosEach = sumNt / sumNn;
        }
    }
}
