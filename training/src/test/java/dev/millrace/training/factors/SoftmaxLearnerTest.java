package dev.millrace.training.factors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.feature.FoldInParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SoftmaxLearnerTest {
    private static final PlantedTaste SHOP = new PlantedTaste(400, 320, 14, 5);

    private static LearnerConfig config(boolean ordered) {
        LearnerConfig start = SearchSpace.start(
                SHOP.data(ordered), SHOP.data(ordered).histories(), new FactorConfig(24, 12, 1, 3, false, true));
        return start.withTemperature(0.15f);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLossFallsAndTheVectorsFindATasteThatPopularityDoesNotKnow(boolean ordered) {
        Validation validation = Validation.cut(SHOP.data(ordered).histories(), ordered, 400, 11);
        LearnerConfig config = config(ordered);
        try (Workers workers = new Workers(1)) {
            SoftmaxLearner learner = new SoftmaxLearner(validation.train, config, new VectorKernels(), workers);
            double first = learner.epoch(0);
            double last = first;
            for (int epoch = 1; epoch < config.epochs(); epoch++) {
                last = learner.epoch(epoch);
            }
            assertThat(last).isLessThan(0.95 * first);
            double recall = Recall.measure(
                    validation,
                    learner.inputVectors(),
                    learner.itemVectors(),
                    new FoldInParameters(config.recencyExponent(), config.maxItems()),
                    new VectorKernels(),
                    workers);
            assertThat(recall).isGreaterThan(2 * PlantedTaste.popularityRecall(validation));
        }
    }

    @Test
    void theSameSeedGivesTheSameVectorsForAnyNumberOfThreads() {
        assertThat(vectorsAfterTwoEpochs(new VectorKernels(), 3, 3))
                .containsExactly(vectorsAfterTwoEpochs(new VectorKernels(), 3, 1));
        assertThat(vectorsAfterTwoEpochs(new VectorKernels(), 4, 1))
                .isNotEqualTo(vectorsAfterTwoEpochs(new VectorKernels(), 3, 1));
    }

    @Test
    void scalarAndVectorKernelsLearnTheSame() {
        assertThat(vectorsAfterTwoEpochs(new ScalarKernels(), 3, 1))
                .containsExactly(
                        vectorsAfterTwoEpochs(new VectorKernels(), 3, 1),
                        org.assertj.core.api.Assertions.within(2e-3f));
    }

    private static float[] vectorsAfterTwoEpochs(Kernels kernels, long seed, int threads) {
        LearnerConfig base = SearchSpace.start(
                SHOP.data(true), SHOP.data(true).histories(), new FactorConfig(13, 2, 1, seed, false, true));
        try (Workers workers = new Workers(threads)) {
            SoftmaxLearner learner = new SoftmaxLearner(SHOP.data(true).histories(), base, kernels, workers);
            learner.epoch(0);
            learner.epoch(1);
            return learner.itemVectors();
        }
    }

    @Test
    void itemVectorsAreAsLongAsPopularitySaysAndNoLonger() {
        Histories histories = SHOP.data(false).histories();
        try (Workers workers = new Workers(1)) {
            SoftmaxLearner learner = new SoftmaxLearner(
                    histories, config(false).withPopularityExponent(0), new VectorKernels(), workers);
            learner.epoch(0);
            float[] vectors = learner.itemVectors();
            for (int item = 0; item < histories.items; item++) {
                float square = new ScalarKernels().dot(vectors, item * 24, vectors, item * 24, 24);
                assertThat(square).isBetween(0.999f, 1.001f);
            }
        }
    }
}
