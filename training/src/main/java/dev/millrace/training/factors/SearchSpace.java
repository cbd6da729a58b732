package dev.millrace.training.factors;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The settings training starts from and the ones it tries. Immutable.
 *
 * <p>The search goes through the moves once, in order, and keeps each that improves on the best so far: half a dozen
 * short runs instead of a grid. The starting points are what was best on public data of their kind; see docs/adr/0010.
 */
final class SearchSpace {
    private static final int MAX_ITEMS = 1000;

    private SearchSpace() {}

    static LearnerConfig start(FactorData data, Histories histories, FactorConfig config) {
        int active = 0;
        for (int user = 0; user < histories.users; user++) {
            active += histories.length(user) >= 2 ? 1 : 0;
        }
        int batch = Math.clamp(Integer.highestOneBit(Math.max(1, active / 32)), 32, 512);
        int steps = Math.max(1, active / batch);
        int epochs =
                config.maxEpochs() > 0 ? config.maxEpochs() : Math.clamp(1800 / steps, active > 500_000 ? 8 : 20, 60);
        boolean ordered = data.ordered();
        return new LearnerConfig(
                config.dimension() > 0 ? config.dimension() : dimension(data.items()),
                ordered ? 0.1f : 0.085f,
                ordered ? 0.7f : 0,
                ordered ? 1 : 0,
                ordered ? 1 : 0,
                ordered ? 0.7f : 1,
                0.1f,
                ordered ? 1 : 0.3f,
                0.2f,
                epochs,
                batch,
                2048,
                MAX_ITEMS,
                config.seed());
    }

    private static int dimension(int items) {
        return items <= 200_000 ? 256 : items <= 1_000_000 ? 128 : 64;
    }

    /** Returns what to try, in order. */
    static List<UnaryOperator<LearnerConfig>> moves(boolean ordered) {
        UnaryOperator<LearnerConfig> softer = c -> c.withTemperature(c.temperature() * 1.4f);
        UnaryOperator<LearnerConfig> sharper = c -> c.withTemperature(c.temperature() * 0.75f);
        UnaryOperator<LearnerConfig> tied = c -> c.withInputFreedom(0);
        UnaryOperator<LearnerConfig> free = c -> c.withInputFreedom(2);
        return ordered
                ? List.of(
                        softer,
                        sharper,
                        c -> c.withRecencyExponent(0.3f),
                        c -> c.withRecencyExponent(1.2f),
                        c -> c.withFutureShare(0.5f),
                        c -> c.withInputFreedom(0.3f),
                        free)
                : List.of(softer, sharper, tied, free);
    }
}
