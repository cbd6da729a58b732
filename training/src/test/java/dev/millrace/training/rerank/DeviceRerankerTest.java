package dev.millrace.training.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.RerankSignature;
import dev.millrace.edge.onnx.OnnxReranker;
import dev.millrace.edge.rerank.MlpReranker;
import dev.millrace.edge.rerank.MlpWeights;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the device's two re-rankers against each other and against the network they come from. */
final class DeviceRerankerTest {
    private static final Query QUERY =
            new Query(History.EMPTY, new float[0], Eligible.everything(0), History.NO_TIME, Map.of());
    private static final int CANDIDATES = 500;

    private static RerankSignature signature(RerankNetwork network) {
        return RerankSignature.of(RerankModel.signature(network), Lessons.NAMES);
    }

    private static MlpReranker builtIn(RerankNetwork network, MlpWeights weights) {
        return new MlpReranker(signature(network).standardization(), weights);
    }

    private static float[] scores(Ranker ranker, Candidates candidates) {
        float[] scores = new float[candidates.size()];
        ranker.score(QUERY, candidates, candidates.rank(), candidates.size(), scores);
        return scores;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 64, 128})
    void theBuiltInRerankerAndTheGraphScoreAlike(int hidden) {
        RerankNetwork network = RandomNetworks.of(Lessons.NAMES, hidden, 4);
        try (OnnxReranker graph = OnnxReranker.open(RerankModel.graph(network).toByteArray(), signature(network))) {
            for (int size : new int[] {1, 3, 64, 257, 1000}) {
                Candidates candidates = Lessons.query(new Random(size), size);
                float[] expected = scores(graph, candidates);
                assertThat(scores(builtIn(network, RerankModel.weights(network)), candidates))
                        .containsExactly(expected, within(2e-4f));
                for (int i = 0; i < size; i++) {
                    int row = candidates.order()[i];
                    assertThat(expected[i])
                            .isCloseTo(network.score(candidates.features(), row * Lessons.NAMES.size()), within(2e-4f));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 64, 128})
    void roundingRandomWeightsToInt8HardlyMovesTheBest(int hidden) {
        RerankNetwork network = RandomNetworks.of(Lessons.NAMES, hidden, 4);
        assertThat(overlap(network)).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void roundingATrainedNetworkCostsHardlyAnyQuality() {
        RerankConfig config = new RerankConfig(16, 12, 4, 16, 0.005, 0.02, 20, 200, 3);
        RerankExamples training = Lessons.of(new Random(1), 1_500, new RerankExamples.Sampling(20, 20));
        RerankExamples validation = Lessons.of(new Random(2), 300, RerankExamples.Sampling.EVERYTHING);
        RerankNetwork network = new RerankTrainer(config)
                .train(new RerankLessons(training, validation, 1), RerankProgress.NONE)
                .network();
        assertThat(network.deep()).isTrue();
        MlpReranker exact = builtIn(network, RerankModel.weights(network));
        MlpReranker rounded = builtIn(network, RerankModel.weights(network).rounded());
        double ndcg = 0;
        double roundedNdcg = 0;
        for (int q = 0; q < validation.size(); q++) {
            RerankExamples.Group group = validation.group(q);
            ndcg += RankQuality.ndcg(group, scores(exact, candidates(group))) / validation.size();
            roundedNdcg += RankQuality.ndcg(group, scores(rounded, candidates(group))) / validation.size();
        }
        assertThat(roundedNdcg).isCloseTo(ndcg, within(0.005 * ndcg));
        assertThat(overlap(network)).isGreaterThanOrEqualTo(0.95);
    }

    private static Candidates candidates(RerankExamples.Group group) {
        Candidates candidates = new Candidates();
        for (int row = 0; row < group.size; row++) {
            candidates.add(row, 0, 0);
        }
        int length = group.size * Lessons.NAMES.size();
        System.arraycopy(group.features, 0, candidates.allocateFeatures(Lessons.NAMES.size()), 0, length);
        return candidates;
    }

    /** Returns the share of the ten best that rounding leaves among the ten best. */
    private static double overlap(RerankNetwork network) {
        MlpWeights weights = RerankModel.weights(network);
        int same = 0;
        for (int query = 0; query < 40; query++) {
            Candidates candidates = Lessons.query(new Random(query), CANDIDATES);
            Set<Integer> best = best(scores(builtIn(network, weights), candidates));
            best.retainAll(best(scores(builtIn(network, weights.rounded()), candidates)));
            same += best.size();
        }
        return same / 400.0;
    }

    private static Set<Integer> best(float[] scores) {
        List<Integer> order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .toList();
        return new HashSet<>(order.subList(0, 10));
    }
}
