package dev.millrace.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds how many requests a second a server can answer: with ever more requests under way at the same time, until more
 * of them answer no more a second. Stateless.
 *
 * <p>More callers than the server has threads raise the waiting, not the work done, so the greatest rate of full
 * answers is its capacity. Degraded answers do not count: they are less work.
 */
public final class Capacity {
    private static final double WORTHWHILE = 1.03;
    private static final int MOST = 64;

    private Capacity() {}

    /**
     * Sends closed loops of 1, 2, 4 and so on requests under way, and returns the greatest rate of full answers a
     * second.
     *
     * @param options each step takes its duration and warm-up
     * @param listener hears of every step
     * @throws IllegalStateException when nothing is answered
     */
    public static double find(LoadOptions options, List<Planned> requests, Consumer<LoadResult> listener)
            throws InterruptedException {
        List<Double> rates = new ArrayList<>();
        double best = 0;
        for (int inFlight = 1; inFlight <= MOST; inFlight *= 2) {
            LoadResult result = LoadGenerator.run(options, new Pace.Closed(inFlight), requests);
            listener.accept(result);
            double rate =
                    result.tally().of(Verdict.FULL) * 1e9 / result.measured().toNanos();
            rates.add(rate);
            boolean better = rate > best * WORTHWHILE;
            best = Math.max(best, rate);
            if (!better && rates.size() > 2) {
                break;
            }
        }
        if (best == 0) {
            throw new IllegalStateException(
                    "no full answer from " + options.address() + ": is a server running there?");
        }
        return best;
    }
}
