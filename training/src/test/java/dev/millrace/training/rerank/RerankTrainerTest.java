package dev.millrace.training.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.candidate.Candidates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RerankTrainerTest {
    private static final RerankConfig SMALL = new RerankConfig(16, 12, 4, 16, 0.005, 0.02, 20, 200, 3);
    private static final RerankExamples.Sampling ALL = RerankExamples.Sampling.EVERYTHING;

    @Test
    void learnsAPlantedRuleAndBeatsTheBestFeatureTheRetrievalOrderAndTheLinearPath() {
        RerankExamples training = Lessons.of(new Random(1), 1500, new RerankExamples.Sampling(20, 20));
        RerankExamples validation = Lessons.of(new Random(2), 300, ALL);
        RerankOutcome outcome =
                new RerankTrainer(SMALL).train(new RerankLessons(training, validation, 1), RerankProgress.NONE);
        double linear = outcome.curve().stream()
                .filter(epoch -> !epoch.everything())
                .mapToDouble(RerankOutcome.Epoch::ndcg)
                .max()
                .orElseThrow();
        assertThat(outcome.ndcg()).isGreaterThan(linear + 0.05);
        assertThat(outcome.ndcg()).isGreaterThan(outcome.bestFeature().ndcg() + 0.2);
        assertThat(outcome.ndcg()).isGreaterThan(outcome.retrievalNdcg() + 0.1);
        assertThat(outcome.gain().low()).isPositive();
        assertThat(outcome.gain().low()).isLessThan(outcome.gain().high());
        double perfect = 0;
        for (int q = 0; q < validation.size(); q++) {
            RerankExamples.Group group = validation.group(q);
            float[] scores = new float[group.size];
            for (int row = 0; row < group.size; row++) {
                scores[row] = (float) Lessons.rule(group.features, row * Lessons.NAMES.size());
            }
            perfect += RankQuality.ndcg(group, scores) / validation.size();
        }
        assertThat(outcome.ndcg()).isGreaterThan(0.9 * perfect);
    }

    @Test
    void theSameSeedGivesTheSameNetworkBitForBit() {
        RerankExamples training = Lessons.of(new Random(1), 300, new RerankExamples.Sampling(10, 10));
        RerankExamples validation = Lessons.of(new Random(2), 50, ALL);
        RerankOutcome one =
                new RerankTrainer(SMALL).train(new RerankLessons(training, validation, 1), RerankProgress.NONE);
        RerankOutcome two =
                new RerankTrainer(SMALL).train(new RerankLessons(training, validation, 1), RerankProgress.NONE);
        RerankOutcome other = new RerankTrainer(SMALL.withSeed(4))
                .train(new RerankLessons(training, validation, 1), RerankProgress.NONE);
        assertThat(two.network().parameters()).isDeepEqualTo(one.network().parameters());
        assertThat(two.curve()).isEqualTo(one.curve());
        assertThat(other.network().parameters()[1]).isNotEqualTo(one.network().parameters()[1]);
    }

    @Test
    void withFewQueriesThereAreNoHiddenLayersAndTheResultIsNoWorseThanTheBelief() {
        RerankExamples validation = Lessons.of(new Random(2), 100, ALL);
        for (int queries : new int[] {1, 5, 30}) {
            RerankOutcome outcome = new RerankTrainer(SMALL)
                    .train(
                            new RerankLessons(Lessons.of(new Random(queries), queries, ALL), validation, 1),
                            RerankProgress.NONE);
            assertThat(outcome.network().deep()).isFalse();
            assertThat(outcome.ndcg()).isGreaterThan(outcome.curve().getFirst().ndcg() - 0.02);
            assertThat(outcome.network().score(Lessons.query(new Random(3), 5).features(), 0))
                    .isFinite();
        }
    }

    @Test
    void withFoldsEveryQueryIsJudgedByANetworkThatDidNotLearnFromIt() {
        RerankExamples queries = Lessons.of(new Random(1), 300, ALL);
        RerankLessons lessons = new RerankLessons(queries, queries, 5);
        for (int fold = 0; fold < 5; fold++) {
            for (int query : lessons.learned(fold)) {
                assertThat(lessons.judge(query)).isNotEqualTo(fold);
            }
            assertThat(lessons.learned(fold)).hasSize(240);
        }
        RerankOutcome crossed = new RerankTrainer(SMALL).train(lessons, RerankProgress.NONE);
        assertThat(crossed.folds()).hasSize(5);
        assertThat(crossed.qualities()).hasSize(300);
        double fresh = quality(crossed.network(), Lessons.of(new Random(9), 300, ALL));
        assertThat(crossed.ndcg()).isCloseTo(fresh, within(0.05));
        assertThat(quality(crossed.network(), queries)).isGreaterThan(crossed.retrievalNdcg() + 0.1);
    }

    @Test
    void furtherFeaturesBeginByChangingNothingAndAreHeededWhereTheyHelp() {
        RerankExamples queries = Lessons.of(new Random(1), 300, ALL);
        RerankExamples judges = Lessons.of(new Random(2), 200, ALL);
        RerankLessons plain = new RerankLessons(queries, judges, 1);
        RerankTrainer trainer = new RerankTrainer(SMALL);
        RerankOutcome base = trainer.train(plain, RerankProgress.NONE);

        RerankOutcome told = trainer.extend(
                base, plain.with(List.of("hint"), hints(queries, 1), hints(judges, 1)), RerankProgress.NONE);
        assertThat(told.curve().getFirst().ndcg()).isEqualTo(base.ndcg());
        assertThat(told.ndcg()).isGreaterThan(base.ndcg() + 0.05);
        assertThat(PairedGain.of(told.qualities(), base.qualities()).low()).isPositive();

        RerankOutcome noise = trainer.extend(
                base, plain.with(List.of("hint"), hints(queries, 0), hints(judges, 0)), RerankProgress.NONE);
        assertThat(noise.ndcg()).isGreaterThanOrEqualTo(base.ndcg());
    }

    /** One column that tells the gain of every row, with noise. */
    private static List<float[]> hints(RerankExamples examples, float share) {
        Random random = new Random(4);
        List<float[]> columns = new ArrayList<>();
        for (int q = 0; q < examples.size(); q++) {
            RerankExamples.Group group = examples.group(q);
            float[] column = new float[group.size];
            for (int row = 0; row < group.size; row++) {
                column[row] = share * (group.gains[row] > 0 ? 2 : 0) + (float) random.nextGaussian();
            }
            columns.add(column);
        }
        return columns;
    }

    private static double quality(RerankNetwork network, RerankExamples examples) {
        double sum = 0;
        for (int q = 0; q < examples.size(); q++) {
            RerankExamples.Group group = examples.group(q);
            float[] scores = new float[group.size];
            for (int row = 0; row < group.size; row++) {
                scores[row] = network.score(group.features, row * Lessons.NAMES.size());
            }
            sum += RankQuality.ndcg(group, scores);
        }
        return sum / examples.size();
    }

    @Test
    void withNothingToLearnFromTheBeliefStands() {
        RerankExamples none = new RerankExamples(Lessons.NAMES, ALL, 1000, 1);
        RerankOutcome outcome = new RerankTrainer(SMALL).train(new RerankLessons(none, none, 1), RerankProgress.NONE);
        assertThat(outcome.curve()).hasSize(1);
        assertThat(outcome.ndcg()).isNaN();
        assertThat(outcome.gain().mean()).isNaN();
        assertThat(outcome.network().score(new float[Lessons.NAMES.size()], 0)).isZero();
    }

    @Test
    void gradientsEqualFiniteDifferences() {
        RerankExamples examples = Lessons.of(new Random(5), 3, new RerankExamples.Sampling(5, 6));
        Standardizer standardizer = Standardizer.fit(examples);
        RerankNetwork network = RerankNetwork.create(Lessons.NAMES, standardizer, 6, 1);
        Random random = new Random(6);
        for (float[] parameter : network.parameters()) {
            for (int i = 0; i < parameter.length; i++) {
                parameter[i] += 0.3f * (float) random.nextGaussian();
            }
        }
        RerankExamples.Group group = examples.group(0);
        float[] x = new float[group.size * standardizer.inputs()];
        for (int row = 0; row < group.size; row++) {
            standardizer.apply(group.features, row * standardizer.features(), x, row * standardizer.inputs());
        }
        Backpropagation passes = new Backpropagation(network);
        passes.backward(x, group);
        float step = 2e-3f;
        for (int p = 0; p < network.parameters().length; p++) {
            float[] parameter = network.parameters()[p];
            for (int i = 0; i < parameter.length; i++) {
                float value = parameter[i];
                parameter[i] = value + step;
                double above = new Backpropagation(network).backward(x, group);
                parameter[i] = value - step;
                double below = new Backpropagation(network).backward(x, group);
                parameter[i] = value;
                assertThat((double) passes.gradients()[p][i])
                        .as("array " + p + ", element " + i)
                        .isCloseTo((above - below) / (2 * step), within(0.01));
            }
        }
    }

    @Test
    void aDrawnNegativeCountsForThoseItStandsFor() {
        Candidates candidates = Lessons.query(new Random(8), 60);
        RerankExamples examples = new RerankExamples(Lessons.NAMES, new RerankExamples.Sampling(4, 5), 1 << 20, 1);
        assertThat(examples.add(candidates, item -> item == 7 ? 2 : 0, 3)).isTrue();
        RerankExamples.Group group = examples.group(0);
        assertThat(group.size).isEqualTo(10);
        assertThat(group.gains[0]).isEqualTo(2);
        double stands = 0;
        for (float logWeight : group.logWeights) {
            stands += Math.exp(logWeight);
        }
        assertThat(stands).isCloseTo(60, within(1e-4));
        assertThat(examples.add(candidates, item -> 0, 1)).isFalse();
    }

    @Test
    void nothingIsAddedBeyondTheBound() {
        RerankExamples examples = new RerankExamples(Lessons.NAMES, ALL, 5000, 1);
        int added = 0;
        for (int q = 0; q < 10; q++) {
            added += examples.add(Lessons.query(new Random(q), 60), item -> item == 0 ? 1 : 0, 1) ? 1 : 0;
        }
        assertThat(added).isEqualTo(examples.size()).isBetween(1, 4);
        assertThat(examples.full()).isTrue();
    }

    @Test
    void progressHearsEveryPassAndAnEstimateBeforehand() {
        List<String> heard = new ArrayList<>();
        RerankProgress progress = new RerankProgress() {
            @Override
            public void started(long steps, Duration atMost) {
                heard.add("started");
                assertThat(steps).isEqualTo(2 * 12);
                assertThat(atMost).isPositive();
            }

            @Override
            public void step(long done) {
                assertThat(done).isLessThanOrEqualTo(2 * 12);
            }

            @Override
            public void epoch(RerankOutcome.Epoch epoch) {
                heard.add("epoch " + epoch.number());
            }
        };
        RerankOutcome outcome = new RerankTrainer(SMALL)
                .train(
                        new RerankLessons(Lessons.of(new Random(1), 300, ALL), Lessons.of(new Random(2), 20, ALL), 1),
                        progress);
        assertThat(heard)
                .startsWith("started", "epoch 0", "epoch 1")
                .hasSize(1 + outcome.curve().size());
    }

    @Test
    void validationOnOtherFeaturesIsRefused() {
        RerankExamples other = new RerankExamples(List.of("x"), ALL, 1000, 1);
        RerankExamples training = Lessons.of(new Random(1), 2, ALL);
        assertThatThrownBy(() -> new RerankLessons(training, other, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[x] (expected: [similar.recency");
    }
}
