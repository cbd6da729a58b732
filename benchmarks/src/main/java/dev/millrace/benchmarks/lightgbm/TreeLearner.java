package dev.millrace.benchmarks.lightgbm;

import dev.millrace.training.rerank.RerankExamples;
import dev.millrace.training.rerank.RerankLessons;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMBooster.FeatureImportanceType;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Learns trees as the re-ranker of a release is learned: from the training queries, as many rounds as are best on the
 * validation queries, by the same NDCG@10; where every query serves both ways, one model a fold is judged by what it
 * did not learn from, and the last learns from all. One thread at a time, LightGBM itself uses as many as it is given.
 */
final class TreeLearner {
    private static final int EVERY = 5;
    private static final int PATIENCE = 60;
    private static final int MOST_ROUNDS = 800;

    private final RerankLessons lessons;
    private final int threads;

    /**
     * What was learned. Immutable.
     *
     * @param settings it was learned with
     * @param rounds how many trees were best
     * @param ndcg mean NDCG@10 of the validation queries
     */
    record Outcome(TreeSettings settings, int rounds, double ndcg) {}

    TreeLearner(RerankLessons lessons, int threads) {
        this.lessons = lessons;
        this.threads = threads;
    }

    /** Finds how many rounds are best. */
    Outcome judge(TreeSettings settings) throws LGBMException {
        List<Fold> folds = new ArrayList<>();
        try {
            for (int fold = 0; fold < lessons.folds(); fold++) {
                folds.add(new Fold(fold, settings));
            }
            Outcome best = new Outcome(settings, 0, 0);
            for (int round = 1; round <= MOST_ROUNDS && round - best.rounds() <= PATIENCE; round++) {
                for (Fold fold : folds) {
                    fold.booster.updateOneIter();
                }
                if (round % EVERY == 0) {
                    double sum = 0;
                    for (Fold fold : folds) {
                        sum += fold.ndcg();
                    }
                    double mean = sum / lessons.validation().size();
                    best = mean > best.ndcg() ? new Outcome(settings, round, mean) : best;
                }
            }
            return best;
        } finally {
            for (Fold fold : folds) {
                fold.close();
            }
        }
    }

    /** Learns from all training queries, as text that LightGBM reads. */
    String learn(Outcome outcome) throws LGBMException {
        int[] all = IntStream.range(0, lessons.training().size()).toArray();
        try (LGBMDataset rows = TreeRows.of(lessons.training(), all, outcome.settings(), null);
                LGBMBooster booster =
                        LGBMBooster.create(rows, outcome.settings().parameters(threads))) {
            for (int round = 0; round < outcome.rounds(); round++) {
                booster.updateOneIter();
            }
            return booster.saveModelToString(0, 0, FeatureImportanceType.GAIN);
        }
    }

    /** A model and the queries that judge it. */
    private final class Fold implements AutoCloseable {
        private final int[] judges;
        private final LGBMDataset learned;
        private final LGBMDataset judged;
        private final LGBMBooster booster;

        Fold(int fold, TreeSettings settings) throws LGBMException {
            RerankExamples validation = lessons.validation();
            judges = IntStream.range(0, validation.size())
                    .filter(query -> lessons.judge(query) == fold)
                    .toArray();
            learned = TreeRows.of(lessons.training(), lessons.learned(fold), settings, null);
            judged = TreeRows.of(validation, judges, settings, learned);
            booster = LGBMBooster.create(learned, settings.parameters(threads));
            booster.addValidData(judged);
        }

        /** Sum over its queries. */
        double ndcg() throws LGBMException {
            double[] scores = booster.getPredict(1);
            double sum = 0;
            int row = 0;
            for (int query : judges) {
                float[] own = new float[lessons.validation().gains(query).length];
                for (int i = 0; i < own.length; i++) {
                    own[i] = (float) scores[row++];
                }
                sum += lessons.validation().ndcg(query, own);
            }
            return sum;
        }

        @Override
        public void close() throws LGBMException {
            booster.close();
            judged.close();
            learned.close();
        }
    }
}
