package dev.millrace.training.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.PriorColumns;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.SequenceEncoding;
import dev.millrace.cascade.feature.Standardization;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.edge.onnx.OnnxFineRanker;
import dev.millrace.finerank.DjlFineRanker;
import dev.millrace.training.rerank.RandomNetworks;
import dev.millrace.training.rerank.RerankExamples;
import dev.millrace.training.rerank.RerankNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SequenceGraphTest {
    private static final int MAX_LENGTH = 12;
    private static final List<String> PRIORS = List.of(PriorColumns.RERANK, PriorColumns.RETRIEVE);
    private static final List<String> FEATURES =
            List.of(PriorColumns.RERANK, PriorColumns.RETRIEVE, "sequence.last", "sequence.attention");

    @TempDir
    private Path folder;

    @Test
    void servedGraphAndTrainingNetworkAgreeWithPlainLoopsOnRandomWeights() throws IOException {
        SequenceData data = PlantedData.markov(10, 2 * MAX_LENGTH, 3);
        SequenceWeights weights = PlantedData.randomWeights(PlantedData.shape(data, MAX_LENGTH), 5);
        for (int hidden : new int[] {0, 8}) {
            check(data, weights, RandomNetworks.of(FEATURES, hidden, 11));
        }
    }

    @Test
    void theyAgreeOnTrainedWeights() throws IOException {
        SequenceData data = PlantedData.markov(200, 20, 3);
        SequenceSettings settings = new SequenceSettings(
                PlantedData.shape(data, MAX_LENGTH),
                PlantedData.settings(data, 2, 0).plan());
        SequenceWeights weights = new SequenceTrainer(data, settings, TrainingListener.NONE)
                .refit(PlantedData.allButLast(data), 2, Optional.empty())
                .weights();
        check(data, weights, RandomNetworks.of(FEATURES, 6, 12));
    }

    @Test
    void anEmptyHistoryDoesNotApplyAndIsRefused() throws IOException {
        SequenceData data = PlantedData.markov(2, 5, 3);
        SequenceWeights weights = PlantedData.randomWeights(PlantedData.shape(data, MAX_LENGTH), 5);
        try (DjlFineRanker served = serve(data, weights, RandomNetworks.of(FEATURES, 0, 13))) {
            Query cold = query(History.EMPTY);
            Candidates candidates = new Candidates();
            candidates.add(3, 1, 0.5f);
            assertThat(served.applies(cold)).isFalse();
            assertThatThrownBy(() -> served.score(cold, candidates, new int[] {0}, 1, new float[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("history");
        }
    }

    @Test
    void aGraphOfFewerItemsOrEventsThanItsSignatureIsRefusedByName() throws IOException {
        SequenceData data = PlantedData.markov(2, 5, 3);
        SequenceWeights weights = PlantedData.randomWeights(PlantedData.shape(data, MAX_LENGTH), 5);
        Path file = folder.resolve("model.onnx");
        RerankNetwork ranker = RandomNetworks.of(FEATURES, 8, 11);
        SequenceGraph.of(weights, data.attributes(), ranker).write(file);
        Standardization priors = SequenceGraph.standardization(ranker);
        for (FineRankSignature signature : List.of(
                new FineRankSignature(data.itemCount() + 1, data.typeCount(), MAX_LENGTH, PRIORS, priors),
                new FineRankSignature(data.itemCount(), data.typeCount() + 1, MAX_LENGTH, PRIORS, priors),
                new FineRankSignature(data.itemCount(), data.typeCount(), MAX_LENGTH + 1, PRIORS, priors))) {
            assertThatThrownBy(() -> DjlFineRanker.open(file, signature, List.of()))
                    .isInstanceOf(BadReleaseException.class)
                    .hasMessageContaining("model.onnx");
        }
        byte[] graph = Files.readAllBytes(file);
        for (FineRankSignature signature : List.of(
                new FineRankSignature(data.itemCount(), data.typeCount() + 1, MAX_LENGTH, PRIORS, priors),
                new FineRankSignature(data.itemCount(), data.typeCount(), MAX_LENGTH + 1, PRIORS, priors))) {
            assertThatThrownBy(() -> OnnxFineRanker.open(graph, signature, data.itemCount(), List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("fine ranker: does not run: ");
        }
    }

    @Test
    void equalModelsGiveEqualBytes() {
        SequenceData data = PlantedData.markov(2, 5, 3);
        SequenceWeights weights = PlantedData.randomWeights(PlantedData.shape(data, MAX_LENGTH), 5);
        RerankNetwork ranker = RandomNetworks.of(FEATURES, 8, 11);
        assertThat(SequenceGraph.of(weights, data.attributes(), ranker).toByteArray())
                .isEqualTo(SequenceGraph.of(weights, data.attributes(), ranker).toByteArray());
    }

    private void check(SequenceData data, SequenceWeights weights, RerankNetwork ranker) throws IOException {
        PlainSequenceModel plain = new PlainSequenceModel(weights, data.attributes(), ranker);
        SequenceEncoding encoding = new SequenceEncoding(MAX_LENGTH);
        Random random = new Random(17);
        try (DjlFineRanker served = serve(data, weights, ranker);
                OnnxFineRanker device = device(data, weights, ranker)) {
            for (int length : new int[] {1, 2, 5, MAX_LENGTH, MAX_LENGTH + 5}) {
                for (int count : new int[] {1, 3, 50}) {
                    History history = history(data, length);
                    long now = data.timestamp(length);
                    Candidates candidates = candidates(random, count);
                    int[] rows = new Random(length)
                            .ints(0, count)
                            .distinct()
                            .limit(count)
                            .toArray();
                    float[] scores = new float[count];
                    served.score(query(history, now), candidates, rows, count, scores);
                    float[] again = new float[count];
                    served.score(query(history, now), candidates, rows, count, again);
                    assertThat(again).as("from the hidden states kept").isEqualTo(scores);
                    float[] onDevice = new float[count];
                    for (int time = 0; time < 2; time++) {
                        device.score(query(history, now), candidates, rows, count, onDevice);
                        assertThat(onDevice).as("on the device").containsExactly(scores, within(1e-5f));
                    }
                    device.forget();
                    device.score(query(history, now), candidates, rows, count, onDevice);
                    assertThat(onDevice).as("after forgetting").containsExactly(scores, within(1e-5f));

                    long[] items = new long[MAX_LENGTH];
                    long[] types = new long[MAX_LENGTH];
                    long[] gaps = new long[MAX_LENGTH];
                    int used = encoding.encode(history, now, items, types, gaps);
                    int[] ordinals = new int[count];
                    float[] prior = new float[count * 2];
                    for (int i = 0; i < count; i++) {
                        ordinals[i] = candidates.ordinal(rows[i]);
                        prior[2 * i] = candidates.rerankScore(rows[i]);
                        prior[2 * i + 1] = candidates.retrievalScore(rows[i]);
                    }
                    double[] expected =
                            plain.scores(cut(items, used), cut(types, used), cut(gaps, used), ordinals, prior);
                    float[] trained = trained(data, weights, ranker, length, ordinals, prior);
                    for (int i = 0; i < count; i++) {
                        String where = "length " + length + ", candidate " + i + " of " + count;
                        assertThat((double) scores[i]).as("served, " + where).isEqualTo(expected[i], within(1e-4));
                        assertThat((double) trained[i]).as("trained, " + where).isEqualTo(expected[i], within(1e-4));
                    }
                }
            }
        }
    }

    /** Scores by the network that training uses, for the first user's first {@code length} events. */
    private static float[] trained(
            SequenceData data,
            SequenceWeights weights,
            RerankNetwork ranker,
            int length,
            int[] ordinals,
            float[] prior) {
        HeldOut heldOut =
                new HeldOut(new int[] {0}, new int[] {length}, new int[2], new int[0], data.timestamp(length));
        Candidates candidates = new Candidates();
        for (int ordinal : ordinals) {
            candidates.add(ordinal, 1, 0);
        }
        System.arraycopy(prior, 0, candidates.allocateFeatures(2), 0, prior.length);
        RerankExamples examples = new RerankExamples(PRIORS, RerankExamples.Sampling.EVERYTHING, Long.MAX_VALUE, 1);
        examples.add(candidates, item -> item == ordinals[0] ? 1 : 0, 1);
        float[] columns =
                new SequenceFeatures(data, weights).columns(examples, heldOut).getFirst();
        float[] scores = new float[ordinals.length];
        for (int row = 0; row < scores.length; row++) {
            int i = row(ordinals, examples.items(0)[row]);
            scores[i] = ranker.score(
                    new float[] {prior[2 * i], prior[2 * i + 1], columns[2 * row], columns[2 * row + 1]}, 0);
        }
        return scores;
    }

    private static int row(int[] ordinals, int item) {
        return java.util.stream.IntStream.range(0, ordinals.length)
                .filter(i -> ordinals[i] == item)
                .findFirst()
                .orElseThrow();
    }

    private DjlFineRanker serve(SequenceData data, SequenceWeights weights, RerankNetwork ranker) throws IOException {
        Path file = folder.resolve("model.onnx");
        SequenceGraph.of(weights, data.attributes(), ranker).write(file);
        return DjlFineRanker.open(
                file,
                new FineRankSignature(
                        data.itemCount(), data.typeCount(), MAX_LENGTH, PRIORS, SequenceGraph.standardization(ranker)),
                List.of());
    }

    private static OnnxFineRanker device(SequenceData data, SequenceWeights weights, RerankNetwork ranker) {
        FineRankSignature signature = new FineRankSignature(
                data.itemCount(), data.typeCount(), MAX_LENGTH, PRIORS, SequenceGraph.standardization(ranker));
        return OnnxFineRanker.open(
                SequenceGraph.of(weights, data.attributes(), ranker).toByteArray(),
                FineRankSignature.fromJson(signature.toJson()),
                data.itemCount(),
                List.of());
    }

    private static Candidates candidates(Random random, int count) {
        Candidates candidates = new Candidates();
        int[] items = random.ints(0, PlantedData.ITEMS).distinct().limit(count).toArray();
        for (int i = 0; i < count; i++) {
            candidates.add(items[i], 1, random.nextFloat());
            if (i % 3 != 0) {
                candidates.lift(i, dev.millrace.cascade.candidate.Tier.RERANK, random.nextFloat());
            }
        }
        return candidates;
    }

    private static History history(SequenceData data, int length) {
        int[] items = new int[length];
        byte[] types = new byte[length];
        long[] timestamps = new long[length];
        for (int i = 0; i < length; i++) {
            items[i] = data.item(i);
            types[i] = (byte) data.type(i);
            timestamps[i] = data.timestamp(i);
        }
        return new History(items, types, timestamps);
    }

    private static Query query(History history) {
        return query(history, History.NO_TIME);
    }

    private static Query query(History history, long now) {
        return new Query(history, new float[0], Eligible.everything(PlantedData.ITEMS), now, Map.of());
    }

    private static long[] cut(long[] values, int length) {
        return java.util.Arrays.copyOf(values, length);
    }
}
