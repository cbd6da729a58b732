package dev.millrace.training.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.feature.Standardization;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.rerank.Engine;
import dev.millrace.rerank.Reranker;
import dev.millrace.training.onnx.OnnxGraph;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exported graph, run by stage 2 out of a release, against the trained network and a plain Java forward pass. */
class RerankModelTest {
    private static final Query QUERY =
            new Query(History.EMPTY, new float[0], Eligible.everything(0), History.NO_TIME, Map.of());

    @TempDir
    private Path releases;

    @ParameterizedTest
    @CsvSource({"0, ONNX", "6, ONNX", "64, ONNX", "0, KERNEL", "6, KERNEL", "64, KERNEL"})
    void servedScoresEqualTheTrainedNetworkAndPlainJava(int hidden, Engine engine) throws IOException {
        RerankNetwork network = network(hidden);
        try (Reranker reranker = Reranker.open(release(network, "1"), Lessons.NAMES, engine)) {
            assertThat(reranker.engine()).isEqualTo(engine);
            for (int size : new int[] {1, 2, 7, 63, 64, 65, 1000, 4096, 4097, 9001}) {
                Candidates candidates = Lessons.query(new Random(size), size);
                float[] scores = new float[size];
                reranker.score(QUERY, candidates, candidates.rank(), size, scores);
                float[] trained = trained(network, candidates);
                for (int i = 0; i < size; i++) {
                    int row = candidates.order()[i];
                    assertThat(scores[i])
                            .isCloseTo(network.score(candidates.features(), row * Lessons.NAMES.size()), within(1e-4f));
                    assertThat(scores[i]).isCloseTo(trained[row], within(1e-4f));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 5, 16, 31, 32, 64, 100, 128})
    void theKernelsScoreAsOnnxRuntimeDoes(int hidden) throws IOException {
        RerankNetwork network = RandomNetworks.of(Lessons.NAMES, hidden, hidden);
        Release release = release(network, "1");
        try (Reranker onnx = Reranker.open(release, Lessons.NAMES, Engine.ONNX);
                Reranker kernel = Reranker.open(release, Lessons.NAMES, Engine.KERNEL)) {
            for (int size : new int[] {1, 15, 16, 17, 100, 127, 128, 129, 1000}) {
                Candidates candidates = Lessons.query(new Random(size), size);
                float[] expected = scores(onnx, candidates);
                float largest = 1;
                for (float score : expected) {
                    largest = Math.max(largest, Math.abs(score));
                }
                assertThat(scores(kernel, candidates))
                        .as("%d candidates", size)
                        .containsExactly(expected, within(1e-5f * largest));
            }
        }
    }

    @Test
    void aGraphThatIsNoPlainNetworkIsRunByOnnxRuntime() throws IOException {
        Release release = release("1", writer -> {
            OnnxGraph graph = new OnnxGraph("odd");
            String input = graph.floatInput("inputs", "n", "14");
            String sums = graph.node("MatMul", input, graph.floats("linear", ones(14), 14, 1));
            graph.floatOutput("scores", graph.node("Reshape", graph.node("Tanh", sums), graph.constant(-1)), "n");
            graph.write(writer.file(Reranker.MODEL));
            writer.json(Reranker.SIGNATURE, RerankModel.signature(network(0)));
        });
        try (Reranker reranker = Reranker.open(release, Lessons.NAMES)) {
            assertThat(reranker.engine()).isEqualTo(Engine.ONNX);
            for (float score : scores(reranker, Lessons.query(new Random(1), 40))) {
                assertThat(score).isBetween(-1f, 1f);
            }
        }
        assertThatThrownBy(() -> Reranker.open(release, Lessons.NAMES, Engine.KERNEL))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining("not a plain network of 14 inputs");
    }

    @Test
    void aLayerWhoseSumsNobodyReadsIsNotTakenForOneOfTheNetwork() throws IOException {
        Release release = release("1", writer -> {
            OnnxGraph graph = new OnnxGraph("forked");
            String input = graph.floatInput("inputs", "n", "14");
            String bias = graph.floats("bias", new float[14], 14);
            String linear = graph.node("MatMul", input, graph.floats("linear", ones(14), 14, 1));
            graph.node("Gemm", input, graph.floats("unread", ones(14 * 14), 14, 14), bias);
            String read = graph.node("Gemm", input, graph.floats("read", ones(14 * 14), 14, 14), bias);
            String sums = graph.node("Gemm", graph.node("Relu", read), graph.floats("output", ones(14), 14, 1), linear);
            graph.floatOutput("scores", graph.node("Reshape", sums, graph.constant(-1)), "n");
            graph.write(writer.file(Reranker.MODEL));
            writer.json(Reranker.SIGNATURE, RerankModel.signature(network(0)));
        });
        try (Reranker reranker = Reranker.open(release, Lessons.NAMES)) {
            assertThat(reranker.engine()).isEqualTo(Engine.ONNX);
        }
    }

    private static float[] ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheRowsAskedForAreScored(Engine engine) throws IOException {
        RerankNetwork network = network(6);
        try (Reranker reranker = Reranker.open(release(network, "1"), Lessons.NAMES, engine)) {
            Candidates candidates = Lessons.query(new Random(1), 50);
            float[] scores = new float[50];
            scores[2] = 77;
            reranker.score(QUERY, candidates, new int[] {40, 3}, 2, scores);
            assertThat(scores[0])
                    .isCloseTo(network.score(candidates.features(), 40 * Lessons.NAMES.size()), within(1e-4f));
            assertThat(scores[1])
                    .isCloseTo(network.score(candidates.features(), 3 * Lessons.NAMES.size()), within(1e-4f));
            assertThat(scores[2]).isEqualTo(77);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eightThreadsGetTheSameScores(Engine engine) throws Exception {
        try (Reranker reranker = Reranker.open(release(network(16), "1"), Lessons.NAMES, engine)) {
            List<Candidates> queries = new ArrayList<>();
            List<float[]> expected = new ArrayList<>();
            for (int q = 0; q < 12; q++) {
                queries.add(Lessons.query(new Random(q), 10 + 37 * q));
                expected.add(scores(reranker, queries.get(q)));
            }
            Set<String> failures = ConcurrentHashMap.newKeySet();
            CountDownLatch done = new CountDownLatch(8);
            for (int t = 0; t < 8; t++) {
                int offset = t;
                new Thread(() -> {
                            for (int i = 0; i < 100; i++) {
                                int q = (i + offset) % queries.size();
                                if (!Arrays.equals(scores(reranker, queries.get(q)), expected.get(q))) {
                                    failures.add("query " + q);
                                }
                            }
                            done.countDown();
                        })
                        .start();
            }
            done.await();
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void featuresInAnotherOrderAreRefusedByTheSignature() throws IOException {
        Release release = release(network(0), "1");
        List<String> swapped = new ArrayList<>(Lessons.NAMES);
        Collections.swap(swapped, 0, 1);
        assertThatThrownBy(() -> Reranker.open(release, swapped))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("signature.json")
                .hasMessageContaining("expected: user.dot, similar.recency");
    }

    @Test
    void aGraphOfAnotherWidthThanItsSignatureIsRefusedByName() throws IOException {
        RerankNetwork network = network(0);
        List<String> longer = new ArrayList<>(Lessons.NAMES);
        longer.add("one.more");
        Release release = release("1", writer -> {
            RerankModel.graph(network).write(writer.file(Reranker.MODEL));
            writer.json(
                    Reranker.SIGNATURE,
                    new Standardization(new float[8], new float[8], true)
                            .writeTo(RerankModel.signature(network).put("features", List.copyOf(longer))));
        });
        assertThatThrownBy(() -> Reranker.open(release, longer))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining("[-1, 16]");
    }

    @Test
    void aSignatureOfAnotherFormatOrLengthIsRefusedByName() throws IOException {
        RerankNetwork network = network(0);
        for (JsonObject signature : List.of(
                RerankModel.signature(network).put("format", 1),
                new Standardization(new float[6], new float[6], true).writeTo(RerankModel.signature(network)),
                RerankModel.signature(network).put("scales", List.of(1.0)))) {
            Release release = release("v" + signature.names().size() + signature.hashCode(), writer -> {
                RerankModel.graph(network).write(writer.file(Reranker.MODEL));
                writer.json(Reranker.SIGNATURE, signature);
            });
            assertThatThrownBy(() -> Reranker.open(release, Lessons.NAMES))
                    .isInstanceOf(BadReleaseException.class)
                    .hasMessageContaining("signature.json")
                    .hasMessageContaining("expected: ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatIsCancelledEndsAndTheNextOneIsAnswered(Engine engine) throws IOException {
        try (Reranker reranker = Reranker.open(release(network(16), "1"), Lessons.NAMES, engine)) {
            Candidates candidates = Lessons.query(new Random(1), 50);
            float[] expected = scores(reranker, candidates);
            for (int i = 0; i < 10; i++) {
                Cancellation cancelled = new Cancellation();
                cancelled.cancel();
                assertThatThrownBy(() ->
                                reranker.score(QUERY, candidates, candidates.rank(), 50, new float[50], cancelled))
                        .isInstanceOf(CancellationException.class);
            }
            assertThat(scores(reranker, candidates)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallAllocatesLittle(Engine engine) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Reranker reranker = Reranker.open(release(network(16), "1"), Lessons.NAMES, engine)) {
            Candidates candidates = Lessons.query(new Random(1), 50);
            float[] scores = new float[50];
            int rounds = 2000;
            long most = reranker.engine() == Engine.KERNEL ? 64 : 1500;
            long least = Long.MAX_VALUE;
            // Vectors are objects until the compiler has come to them.
            for (int window = 0; window < 200 && least >= most; window++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < rounds; i++) {
                    reranker.score(QUERY, candidates, candidates.order(), 50, scores);
                }
                least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / rounds);
            }
            assertThat(least).as("bytes a call").isLessThan(most);
        }
    }

    @Test
    void whatTheRuntimeCannotLoadIsRefusedByName() throws IOException {
        Release release = release("1", writer -> {
            OnnxGraph graph = new OnnxGraph("odd");
            graph.floatOutput("scores", graph.node("NoSuchOperator", graph.floatInput("inputs", "n", "14")), "n");
            graph.write(writer.file(Reranker.MODEL));
            writer.json(Reranker.SIGNATURE, RerankModel.signature(network(0)));
        });
        assertThatThrownBy(() -> Reranker.open(release, Lessons.NAMES))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining("NoSuchOperator");
    }

    @ParameterizedTest
    @EnumSource
    void candidatesOfAnotherWidthAreRefused(Engine engine) throws IOException {
        try (Reranker reranker = Reranker.open(release(network(0), "1"), Lessons.NAMES, engine)) {
            Candidates candidates = new Candidates();
            candidates.add(0, 1, 0);
            candidates.allocateFeatures(3);
            assertThatThrownBy(() -> reranker.score(QUERY, candidates, new int[1], 1, new float[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("features: 3 (expected: 7)");
        }
    }

    @Test
    void aScoreThatIsNoNumberLeavesTheOthersAsTheyAre() throws IOException {
        RerankNetwork network = network(0);
        Arrays.fill(network.linear, Float.MAX_VALUE);
        try (Reranker reranker = Reranker.open(release(network, "1"), Lessons.NAMES)) {
            Candidates candidates = Lessons.query(new Random(1), 3);
            // Far off the mean overflows; missing is the mean, where nothing is added.
            Arrays.fill(candidates.features(), Float.NaN);
            Arrays.fill(candidates.features(), 0, candidates.featureWidth(), 1e30f);
            float[] scores = scores(reranker, candidates);
            assertThat(scores[0]).isNotFinite();
            assertThat(scores[1]).isFinite();
            assertThat(scores[2]).isFinite();
        }
    }

    @Test
    void equalNetworksGiveEqualBytes() {
        assertThat(RerankModel.graph(network(6)).toByteArray())
                .isEqualTo(RerankModel.graph(network(6)).toByteArray());
    }

    private static float[] scores(Reranker reranker, Candidates candidates) {
        float[] scores = new float[candidates.size()];
        int[] rows = IntStream.range(0, candidates.size()).toArray();
        reranker.score(QUERY, candidates, rows, rows.length, scores);
        return scores;
    }

    private static float[] trained(RerankNetwork network, Candidates candidates) {
        int inputs = network.inputs;
        float[] x = new float[candidates.size() * inputs];
        for (int row = 0; row < candidates.size(); row++) {
            network.standardizer.apply(candidates.features(), row * Lessons.NAMES.size(), x, row * inputs);
        }
        return new Backpropagation(network).forward(x, candidates.size());
    }

    private static RerankNetwork network(int hidden) {
        Standardizer standardizer = Standardizer.fit(Lessons.of(new Random(1), 20, RerankExamples.Sampling.EVERYTHING));
        RerankNetwork network = RerankNetwork.create(Lessons.NAMES, standardizer, hidden, 1);
        Random random = new Random(2);
        for (float[] parameter : network.parameters()) {
            for (int i = 0; i < parameter.length; i++) {
                parameter[i] += 0.2f * (float) random.nextGaussian();
            }
        }
        return network;
    }

    private interface Content {
        void write(ReleaseWriter writer) throws IOException;
    }

    private Release release(RerankNetwork network, String version) throws IOException {
        return release(version, writer -> RerankModel.write(network, writer));
    }

    private Release release(String version, Content content) throws IOException {
        try (ReleaseWriter writer = ReleaseWriter.create(releases, version)) {
            writer.json("schema.json", new Schema(List.of(), List.of(new EventType("view", 1))).toJson());
            content.write(writer);
            return Release.open(writer.publish("2026-11-23T00:00:00Z", 1, 0, new JsonObject(), new JsonObject()));
        }
    }
}
