package dev.millrace.benchmarks.lightgbm;

import dev.millrace.training.pipeline.TrainingProgress;
import dev.millrace.training.rerank.RerankLessons;
import io.github.metarank.lightgbm4j.LGBMException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Finds settings for LightGBM on validation: one kind of setting after the other, the best so far kept. One thread at a
 * time.
 */
final class TreeSearch {
    private static final List<List<UnaryOperator<TreeSettings>>> STEPS = List.of(
            List.of(
                    settings -> settings.withObjective("lambdarank", true),
                    settings -> settings.withObjective("rank_xendcg", false),
                    settings -> settings.withObjective("binary", true)),
            List.of(
                    settings -> settings.withLeaves(5),
                    settings -> settings.withLeaves(8),
                    settings -> settings.withLeaves(31)),
            List.of(
                    settings -> settings.withLeafRows(20),
                    settings -> settings.withLeafRows(200),
                    settings -> settings.withLeafRows(1000)),
            List.of(settings -> settings.withColumns(0.5), settings -> settings.withRidge(20)),
            List.of(settings -> settings.withRate(0.03), settings -> settings.withRate(0.1)));

    private final TreeLearner learner;
    private final TrainingProgress progress;

    TreeSearch(RerankLessons lessons, int threads, TrainingProgress progress) {
        this.learner = new TreeLearner(lessons, threads);
        this.progress = progress;
    }

    /** Returns the best of all that were tried. */
    TreeLearner.Outcome best() throws LGBMException {
        TreeLearner.Outcome best = tried(TreeSettings.START);
        for (List<UnaryOperator<TreeSettings>> step : STEPS) {
            TreeSettings from = best.settings();
            for (UnaryOperator<TreeSettings> change : step) {
                TreeLearner.Outcome outcome = tried(change.apply(from));
                best = outcome.ndcg() > best.ndcg() ? outcome : best;
            }
        }
        return best;
    }

    private TreeLearner.Outcome tried(TreeSettings settings) throws LGBMException {
        progress.begin("LightGBM " + settings);
        TreeLearner.Outcome outcome = learner.judge(settings);
        progress.done(String.format(Locale.ROOT, "%.4f after %d rounds", outcome.ndcg(), outcome.rounds()));
        return outcome;
    }
}
