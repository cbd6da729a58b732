package dev.millrace.benchmarks;

import dev.millrace.benchmarks.lightgbm.NativeTrees;
import dev.millrace.benchmarks.lightgbm.TreeGrower;
import dev.millrace.benchmarks.release.ReleaseShape;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import dev.millrace.rerank.Reranker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
 * Stage 2 as it is served beside LightGBM in its place, on the same candidates and features, one thread each.
 *
 * <p>The trees are grown on these very rows, as many and as large as {@code trees} and {@code leaves} say; how many are
 * worth it on real data is what {@code millrace lightgbm} finds. Before any timing the trees must score as LightGBM4j
 * says they do, to 1e-5. Run: {@code ./millrace bench --stage rerank --only RerankPeer}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class RerankPeerBenchmark {
    private static final int USERS = 16;

    /** Items of the catalogue. */
    @Param("10000")
    public int items;

    /** Candidates a call. */
    @Param("1000")
    public int candidates;

    /** Units of the re-ranker's first hidden layer. */
    @Param("32")
    public int hidden;

    /** Trees of LightGBM. */
    @Param({"100", "300"})
    public int trees;

    /** Leaves of a tree at most. */
    @Param("15")
    public int leaves;

    private final List<Candidates> batches = new ArrayList<>();
    private float[] scores = new float[0];
    private @Nullable Reranker reranker;
    private @Nullable NativeTrees peer;
    private @Nullable Query query;
    private int next;

    /** Opens the release, grows the trees and checks their scores. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        ReleaseShape shape = new ReleaseShape(items, 64, 2000, 30, hidden, 64, 50, 1);
        RankingInputs inputs = RankingInputs.of(shape, USERS, 50);
        query = inputs.query(0);
        for (int user = 0; user < USERS; user++) {
            batches.add(inputs.candidates(user, candidates));
        }
        reranker = Reranker.open(inputs.release(), inputs.features().names());
        scores = new float[candidates];
        TreeGrower grower = new TreeGrower(trees, leaves);
        String model = grower.grow(batches);
        NativeTrees grown = new NativeTrees(model, inputs.features().names().size());
        peer = grown;
        for (Candidates batch : batches) {
            grown.score(batch, batch.order(), candidates, scores);
            grower.check(model, batch, scores);
        }
    }

    private Candidates next() {
        return batches.get(next++ % USERS);
    }

    /** The re-ranker as served. */
    @Benchmark
    public float[] served() {
        Candidates batch = next();
        Objects.requireNonNull(reranker).score(Objects.requireNonNull(query), batch, batch.order(), candidates, scores);
        return scores;
    }

    /** LightGBM. */
    @Benchmark
    public float[] lightGbm() {
        Candidates batch = next();
        Objects.requireNonNull(peer).score(batch, batch.order(), candidates, scores);
        return scores;
    }

    /** Closes both. */
    @TearDown(Level.Trial)
    public void close() {
        Objects.requireNonNull(reranker).close();
        Objects.requireNonNull(peer).close();
    }
}
