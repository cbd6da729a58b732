package dev.millrace.benchmarks.lightgbm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.training.rerank.RerankExamples;
import dev.millrace.training.rerank.RerankLessons;
import io.github.metarank.lightgbm4j.LGBMBooster;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TreeLearnerTest {
    private static final List<String> NAMES = List.of("noise", "bent", "missing");
    private static final int SIZE = 40;

    @BeforeAll
    static void load() throws Exception {
        LGBMBooster.loadNative();
    }

    /** The item that is taken is the one nearest to 0.3 in one feature, which no order of that feature finds. */
    private static Candidates query(Random random) {
        Candidates candidates = new Candidates();
        for (int row = 0; row < SIZE; row++) {
            candidates.add(row, 1, random.nextFloat());
        }
        float[] features = candidates.allocateFeatures(NAMES.size());
        for (int row = 0; row < SIZE; row++) {
            features[row * 3] = (float) random.nextGaussian();
            features[row * 3 + 1] = (float) random.nextGaussian();
            features[row * 3 + 2] = row % 4 == 0 ? Float.NaN : random.nextFloat();
        }
        return candidates;
    }

    private static int taken(Candidates candidates) {
        int best = 0;
        for (int row = 1; row < SIZE; row++) {
            boolean nearer = Math.abs(candidates.features()[row * 3 + 1] - 0.3f)
                    < Math.abs(candidates.features()[best * 3 + 1] - 0.3f);
            best = nearer ? row : best;
        }
        return best;
    }

    private static RerankExamples examples(Random random, int queries) {
        RerankExamples examples = new RerankExamples(NAMES, RerankExamples.Sampling.EVERYTHING, 1L << 30, 1);
        for (int i = 0; i < queries; i++) {
            Candidates candidates = query(random);
            int taken = taken(candidates);
            examples.add(candidates, item -> item == taken ? 1 : 0, 1);
        }
        return examples;
    }

    @Test
    void treesFindWhatNoSingleOrderFinds() throws Exception {
        Random random = new Random(3);
        RerankLessons lessons = new RerankLessons(examples(random, 300), examples(random, 60), 1);
        TreeLearner.Outcome outcome = new TreeLearner(lessons, 1).judge(TreeSettings.START);
        assertThat(outcome.ndcg()).isGreaterThan(0.8);
        assertThat(outcome.rounds()).isPositive();
    }

    @Test
    void withFoldsNoModelIsJudgedByWhatItLearned() throws Exception {
        RerankExamples noise = new RerankExamples(NAMES, RerankExamples.Sampling.EVERYTHING, 1L << 30, 1);
        Random random = new Random(4);
        for (int i = 0; i < 200; i++) {
            int taken = random.nextInt(SIZE);
            noise.add(query(random), item -> item == taken ? 1 : 0, 1);
        }
        RerankLessons lessons = new RerankLessons(noise, noise, 5);
        TreeLearner.Outcome outcome = new TreeLearner(lessons, 1).judge(TreeSettings.START);
        // A random order has an NDCG@10 of .11; what was learned by heart would have far more.
        assertThat(outcome.ndcg()).isLessThan(0.25);
    }

    @Test
    void nativeCallsScoreAsLightGbm4jDoes() throws Exception {
        Random random = new Random(5);
        List<Candidates> batches = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            batches.add(query(random));
        }
        TreeGrower grower = new TreeGrower(20, 7);
        String model = grower.grow(batches);
        float[] scores = new float[SIZE];
        try (NativeTrees trees = new NativeTrees(model, NAMES.size())) {
            for (Candidates batch : batches) {
                trees.score(batch, batch.rank(), SIZE, scores);
                grower.check(model, batch, scores);
            }
        }
        assertThat(scores).doesNotContain(0f);
    }
}
