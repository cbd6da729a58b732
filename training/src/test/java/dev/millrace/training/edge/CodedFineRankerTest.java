package dev.millrace.training.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.PriorColumns;
import dev.millrace.cascade.feature.Query;
import dev.millrace.edge.onnx.OnnxFineRanker;
import dev.millrace.training.rerank.RandomNetworks;
import dev.millrace.training.rerank.RerankNetwork;
import dev.millrace.training.sequence.ItemAttributes;
import dev.millrace.training.sequence.NetworkShape;
import dev.millrace.training.sequence.SequenceGraph;
import dev.millrace.training.sequence.SequenceWeights;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A coded fine ranker multiplies numbers in float32 with those that its int8 weights stand for. */
final class CodedFineRankerTest {
    private static final int ITEMS = 300;
    private static final int LENGTH = 20;
    private static final int ROWS = 200;
    private static final List<String> PRIORS = List.of(PriorColumns.RERANK, PriorColumns.RETRIEVE);
    private static final RerankNetwork RANKER = RandomNetworks.of(
            List.of(PriorColumns.RERANK, PriorColumns.RETRIEVE, "sequence.last", "sequence.attention"), 16, 11);

    private static ModelProto graph() {
        ItemAttributes attributes = ItemAttributes.of(new RandomCatalog(ITEMS, 8, 3).catalog.items());
        NetworkShape shape = new NetworkShape(ITEMS, attributes.attributeCount(), 2, true, 64, 2, 2, 128, LENGTH);
        return ModelCoder.parse(SequenceGraph.of(SequenceWeights.untrained(shape, 5), attributes, RANKER)
                .toByteArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void scoresAreThoseOfTheNumbersThatTheWeightsStandFor(int bits, @TempDir Path folder) throws Exception {
        float[] shares = new float[ITEMS];
        Arrays.fill(shares, 1);
        ModelProto model = new ItemTableCoder(bits, shares).code(ModelCoder.quantizeWeights(graph()));
        byte[] coded = model.toByteArray();
        byte[] twin = DequantizedGraph.of(model).toByteArray();
        assertThat(OptimizedGraph.operators(coded, folder)).containsKey("MatMulNBits");
        assertThat(OptimizedGraph.operators(twin, folder)).doesNotContainKey("MatMulNBits");
        for (int seed = 1; seed <= 3; seed++) {
            assertThat(scores(coded, seed)).containsExactly(scores(twin, seed), within(1e-5f));
        }
        assertThat(scores(coded, 1)[0]).as("of another history").isNotCloseTo(scores(coded, 2)[0], within(1e-3f));
    }

    /** Returns the scores of the same candidates for the user of a seed. */
    private static float[] scores(byte[] graph, long seed) {
        int[] items = new Random(seed).ints(LENGTH, 0, ITEMS).toArray();
        History history =
                new History(items, new byte[LENGTH], LongStream.range(0, LENGTH).toArray());
        Candidates candidates = new Candidates();
        int[] order = new int[ROWS];
        for (int row = 0; row < ROWS; row++) {
            candidates.add(row, 1, row / (float) ROWS);
            order[row] = row;
        }
        Query query = new Query(history, new float[0], Eligible.everything(ITEMS), LENGTH, Map.of());
        FineRankSignature signature =
                new FineRankSignature(ITEMS, 2, LENGTH, PRIORS, SequenceGraph.standardization(RANKER));
        float[] scores = new float[ROWS];
        try (OnnxFineRanker ranker = OnnxFineRanker.open(graph, signature, ITEMS, List.of())) {
            ranker.score(query, candidates, order, ROWS, scores);
        }
        return scores;
    }
}
