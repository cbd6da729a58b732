package dev.millrace.benchmarks;

import ai.onnxruntime.OrtException;
import dev.millrace.benchmarks.release.ReleaseShape;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import dev.millrace.rerank.Engine;
import dev.millrace.rerank.Reranker;
import dev.millrace.training.rerank.RerankNetwork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Stage 2 as it is served, on our own kernels, beside three other ways to run the same network: on ONNX Runtime with
 * the standardization beside the graph, the same with the standardization inside the graph, as releases had it before,
 * and in plain Java, one number at a time before the products. The last two know one thread; {@link #served} and
 * {@link #onnxRuntime} take any number ({@code -t}).
 *
 * <p>Before any timing all four must agree with the network's own plain forward pass. The bound is the arithmetic of
 * the matrix products at the rate that multiply-adds on registers reach on this core; it is printed, with that rate.
 * Run, after {@code ./mvnw -q package -DskipTests}, from the root ({@code -prof gc} for the bytes a call allocates):
 *
 * <pre>
 * export CLASSPATH=benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)
 * java --add-modules jdk.incubator.vector -Djmh.separateClasspathJAR=true org.openjdk.jmh.Main RerankBenchmark -prof gc
 * </pre>
 *
 * (ONNX Runtime reads the command line of its process and does not survive a long class path on it.)
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class RerankBenchmark {
    private static final int USERS = 16;

    /** Items of the catalogue. */
    @Param("10000")
    public int items;

    /** Candidates a call. */
    @Param({"100", "200", "1000"})
    public int candidates;

    /**
     * Units of the first hidden layer; the second has half of it. 32 is what releases have, 128 the reference design.
     */
    @Param({"32", "128"})
    public int hidden;

    private final List<Candidates> batches = new ArrayList<>();
    private @Nullable Reranker reranker;
    private @Nullable Reranker onnx;
    private @Nullable RerankAlternatives alternatives;
    private @Nullable Query query;

    /** What one thread owns. */
    @State(Scope.Thread)
    public static class Caller {
        private int next;
        private float[] scores = new float[0];
    }

    /** Opens the release and checks the scores. */
    @Setup(Level.Trial)
    public void open() throws IOException, OrtException {
        ReleaseShape shape = new ReleaseShape(items, 64, 2000, 30, hidden, 64, 50, 1);
        RankingInputs inputs = RankingInputs.of(shape, USERS, 50);
        query = inputs.query(0);
        for (int user = 0; user < USERS; user++) {
            batches.add(inputs.candidates(user, candidates));
        }
        List<String> names = inputs.features().names();
        reranker = Reranker.open(inputs.release(), names);
        onnx = Reranker.open(inputs.release(), names, Engine.ONNX);
        alternatives = new RerankAlternatives(inputs.release(), candidates);
        check(RerankNetwork.untrained(names, hidden, shape.seed()), names.size());
        double rate = Peak.flopsPerNano();
        System.out.printf(
                Locale.ROOT,
                "%ncandidates %d, features %d, hidden %d: %d flop each, bound %.1f us at %.0f Gflop/s%n",
                candidates,
                names.size(),
                hidden,
                alternatives.flops(),
                alternatives.flops() * candidates / rate / 1000,
                rate);
    }

    /** The gate: wrong answers are not timed. */
    private void check(RerankNetwork network, int width) throws OrtException {
        float[] scores = new float[candidates];
        for (Candidates batch : batches) {
            for (int way = 0; way < 4; way++) {
                switch (way) {
                    case 0 -> reranker().score(asked(), batch, batch.order(), candidates, scores);
                    case 1 -> onnx().score(asked(), batch, batch.order(), candidates, scores);
                    case 2 -> alternatives().inGraph(batch, batch.order(), candidates, scores);
                    default -> alternatives().inJava(batch, batch.order(), candidates, scores);
                }
                for (int i = 0; i < candidates; i++) {
                    float expected = network.score(batch.features(), batch.order()[i] * width);
                    if (!(Math.abs(scores[i] - expected) < 1e-3 * (1 + Math.abs(expected)))) {
                        throw new IllegalStateException(
                                "way " + way + ", candidate " + i + ": " + scores[i] + " (expected: " + expected + ")");
                    }
                }
            }
        }
    }

    private Reranker reranker() {
        return Objects.requireNonNull(reranker);
    }

    private Reranker onnx() {
        return Objects.requireNonNull(onnx);
    }

    private RerankAlternatives alternatives() {
        return Objects.requireNonNull(alternatives);
    }

    private Query asked() {
        return Objects.requireNonNull(query);
    }

    private Candidates next(Caller caller) {
        if (caller.scores.length < candidates) {
            caller.scores = new float[candidates];
        }
        return batches.get(caller.next++ % USERS);
    }

    /** As served. */
    @Benchmark
    public float[] served(Caller caller) {
        Candidates batch = next(caller);
        reranker().score(asked(), batch, batch.order(), candidates, caller.scores);
        return caller.scores;
    }

    /** On ONNX Runtime. */
    @Benchmark
    public float[] onnxRuntime(Caller caller) {
        Candidates batch = next(caller);
        onnx().score(asked(), batch, batch.order(), candidates, caller.scores);
        return caller.scores;
    }

    /** One graph from raw features to scores. */
    @Benchmark
    public float[] standardizedInGraph(Caller caller) throws OrtException {
        Candidates batch = next(caller);
        alternatives().inGraph(batch, batch.order(), candidates, caller.scores);
        return caller.scores;
    }

    /** No runtime. */
    @Benchmark
    public float[] plainJava(Caller caller) {
        Candidates batch = next(caller);
        alternatives().inJava(batch, batch.order(), candidates, caller.scores);
        return caller.scores;
    }

    /** Closes the sessions. */
    @TearDown(Level.Trial)
    public void close() throws OrtException {
        reranker().close();
        onnx().close();
        alternatives().close();
    }
}
