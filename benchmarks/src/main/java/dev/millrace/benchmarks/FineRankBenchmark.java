package dev.millrace.benchmarks;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import dev.millrace.benchmarks.release.ReleaseShape;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.PriorColumns;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.SequenceEncoding;
import dev.millrace.cascade.feature.Standardization;
import dev.millrace.finerank.DjlFineRanker;
import dev.millrace.finerank.HistoryMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
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
 * Stage 3 as it is served, for users never seen ({@link #firstRequest}) and for those whose history is known
 * ({@link #knownHistory}), beside DJL's Predictor over the same graph ({@link #predictor}: both halves, arrays made
 * anew).
 *
 * <p>Before any timing the ways must give the same scores, a known history those of the first time to the last bit. The
 * bound is the arithmetic of matrix products and attention at the rate that multiply-adds on registers reach on this
 * core; it is printed, with that rate and the device. Run, after {@code ./mvnw -q package -DskipTests}, from the root:
 *
 * <pre>
 * export CLASSPATH=benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)
 * java --add-modules jdk.incubator.vector -Djmh.separateClasspathJAR=true org.openjdk.jmh.Main FineRankBenchmark -prof gc
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
        jvmArgsAppend = {
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Dai.djl.offline=true"
        })
public class FineRankBenchmark {
    private static final int USERS = 64;

    /** Items of the catalogue. */
    @Param("10000")
    public int items;

    /** Candidates a call. */
    @Param({"100", "200", "1000"})
    public int candidates;

    /** Events of the history. */
    @Param({"20", "100"})
    public int events;

    /** Width of the network: 64 is what releases have, 128 the reference design. */
    @Param({"64", "128"})
    public int dimension;

    private final List<Query> queries = new ArrayList<>();
    private final List<Candidates> batches = new ArrayList<>();
    private final HistoryMemory memory = HistoryMemory.ofHeap(HistoryMemory.SHARE);
    private @Nullable DjlFineRanker remembering;
    private @Nullable DjlFineRanker forgetful;
    private @Nullable ZooModel<NDList, NDList> model;
    private @Nullable Predictor<NDList, NDList> predictor;
    private FineRankSignature signature =
            new FineRankSignature(1, 1, 1, List.of("rerank"), new Standardization(new float[1], new float[1], false));
    private List<String> names = List.of();

    /** What one thread owns. */
    @State(Scope.Thread)
    public static class Caller {
        private int next;
        private float[] scores = new float[0];
    }

    /** Opens the release and checks the scores. */
    @Setup(Level.Trial)
    public void open() throws IOException, MalformedModelException, ModelNotFoundException, TranslateException {
        DjlFineRanker.startEngine();
        RankingInputs inputs =
                RankingInputs.of(new ReleaseShape(items, 64, 2000, 30, 32, dimension, 100, 1), USERS, events);
        for (int user = 0; user < USERS; user++) {
            Candidates batch = inputs.candidates(user, candidates);
            for (int row = 0; row < candidates; row++) {
                batch.lift(row, Tier.RERANK, row % 10 / 10f);
            }
            queries.add(inputs.query(user));
            batches.add(batch);
        }
        names = inputs.features().names();
        signature = FineRankSignature.fromJson(inputs.release().json(DjlFineRanker.SIGNATURE));
        remembering = DjlFineRanker.open(inputs.release(), names, memory);
        forgetful =
                DjlFineRanker.open(inputs.release().file(DjlFineRanker.MODEL), signature, names, new HistoryMemory(0));
        model = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optEngine("OnnxRuntime")
                .optModelPath(inputs.release().file(DjlFineRanker.MODEL).toAbsolutePath())
                .optTranslator(new NoopTranslator())
                .optOption("intraOpNumThreads", "1")
                .optOption("interOpNumThreads", "1")
                .build()
                .loadModel();
        predictor = model.newPredictor();
        check();
        double rate = Peak.flopsPerNano();
        System.out.printf(
                Locale.ROOT,
                "%non %s; %d candidates, %d events, dimension %d: bound %.0f us for a first request, %.0f us for a known"
                        + " history, at %.0f Gflop/s%n",
                remembering.device(),
                candidates,
                events,
                dimension,
                (encoderFlops() + readoutFlops()) / rate / 1000,
                readoutFlops() / rate / 1000,
                rate);
    }

    /**
     * Two layers, an inner width of twice the outer, all states; attention over the whole square, as it is computed.
     */
    private double encoderFlops() {
        double matrices = 2.0 * events * dimension * dimension * (3 + 1 + 2 + 2);
        double attention = 2.0 * 2 * events * events * dimension;
        return 2 * (matrices + attention);
    }

    private double readoutFlops() {
        return 2.0 * candidates * dimension * (events + 1);
    }

    /** The gate: wrong answers are not timed. */
    private void check() throws TranslateException {
        float[] first = new float[candidates];
        float[] again = new float[candidates];
        float[] anew = new float[candidates];
        for (int user = 0; user < USERS; user++) {
            Candidates batch = batches.get(user);
            DjlFineRanker ranker = Objects.requireNonNull(remembering);
            ranker.score(queries.get(user), batch, batch.order(), candidates, first);
            ranker.score(queries.get(user), batch, batch.order(), candidates, again);
            Objects.requireNonNull(forgetful).score(queries.get(user), batch, batch.order(), candidates, anew);
            float[] other = predict(user);
            for (int i = 0; i < candidates; i++) {
                if (first[i] != again[i] || first[i] != anew[i] || !(Math.abs(first[i] - other[i]) < 1e-4)) {
                    throw new IllegalStateException("user " + user + ", candidate " + i + ": " + first[i] + ", "
                            + again[i] + ", " + anew[i] + ", " + other[i]);
                }
            }
        }
        if (memory.known() < USERS) {
            throw new IllegalStateException("histories known: " + memory.known());
        }
    }

    private int next(Caller caller) {
        if (caller.scores.length < candidates) {
            caller.scores = new float[candidates];
        }
        return caller.next++ % USERS;
    }

    /** The user's events are new: both halves run. */
    @Benchmark
    public float[] firstRequest(Caller caller) {
        int user = next(caller);
        Candidates batch = batches.get(user);
        Objects.requireNonNull(forgetful).score(queries.get(user), batch, batch.order(), candidates, caller.scores);
        return caller.scores;
    }

    /** Nothing happened since the user's last request: the second half runs. */
    @Benchmark
    public float[] knownHistory(Caller caller) {
        int user = next(caller);
        Candidates batch = batches.get(user);
        Objects.requireNonNull(remembering).score(queries.get(user), batch, batch.order(), candidates, caller.scores);
        return caller.scores;
    }

    /** Both halves through DJL's Predictor; for one thread. */
    @Benchmark
    public float[] predictor(Caller caller) throws TranslateException {
        return predict(next(caller));
    }

    private float[] predict(int user) throws TranslateException {
        Candidates batch = batches.get(user);
        Query query = queries.get(user);
        SequenceEncoding encoding = new SequenceEncoding(signature.maxLength());
        long[] history = new long[signature.maxLength()];
        long[] types = new long[signature.maxLength()];
        long[] gaps = new long[signature.maxLength()];
        int length = encoding.encode(query.history(), query.nowMillis(), history, types, gaps);
        long[] ordinals = new long[candidates];
        PriorColumns columns = PriorColumns.of(signature.priors(), names);
        float[] raw = new float[columns.count()];
        int width = signature.standardization().width();
        float[] prior = new float[candidates * width];
        for (int i = 0; i < candidates; i++) {
            ordinals[i] = batch.ordinal(batch.order()[i]);
            columns.write(batch, batch.order()[i], raw, 0);
            signature.standardization().apply(raw, 0, prior, i * width);
        }
        try (NDManager manager = NDManager.newBaseManager("OnnxRuntime")) {
            float[] states;
            try (NDList encoded = Objects.requireNonNull(predictor)
                    .predict(
                            list(manager, true, history, types, gaps, length, new float[dimension], ordinals, prior))) {
                states = encoded.singletonOrThrow().toFloatArray();
            }
            try (NDList scores = Objects.requireNonNull(predictor)
                    .predict(list(manager, false, history, types, gaps, length, states, ordinals, prior))) {
                return scores.singletonOrThrow().toFloatArray();
            }
        }
    }

    private NDList list(
            NDManager manager,
            boolean encode,
            long[] history,
            long[] types,
            long[] gaps,
            int length,
            float[] states,
            long[] ordinals,
            float[] prior) {
        Shape eventShape = new Shape(length);
        return new NDList(
                manager.create(ByteBuffer.wrap(new byte[] {(byte) (encode ? 1 : 0)}), new Shape(), DataType.BOOLEAN),
                manager.create(LongBuffer.wrap(history, 0, length), eventShape, DataType.INT64),
                manager.create(LongBuffer.wrap(types, 0, length), eventShape, DataType.INT64),
                manager.create(LongBuffer.wrap(gaps, 0, length), eventShape, DataType.INT64),
                manager.create(
                        FloatBuffer.wrap(states), new Shape(states.length / dimension, dimension), DataType.FLOAT32),
                manager.create(LongBuffer.wrap(ordinals), new Shape(candidates), DataType.INT64),
                manager.create(
                        FloatBuffer.wrap(prior), new Shape(candidates, prior.length / candidates), DataType.FLOAT32));
    }

    /** Closes the models. */
    @TearDown(Level.Trial)
    public void close() {
        Objects.requireNonNull(predictor).close();
        Objects.requireNonNull(model).close();
        Objects.requireNonNull(remembering).close();
        Objects.requireNonNull(forgetful).close();
    }
}
