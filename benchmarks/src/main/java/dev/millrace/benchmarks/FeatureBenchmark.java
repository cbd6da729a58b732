package dev.millrace.benchmarks;

import dev.millrace.benchmarks.release.ReleaseShape;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The feature matrix of a query's candidates.
 *
 * <p>Before any timing a candidate must have the same features alone as among the others. What cannot be avoided is one
 * vector of every candidate from anywhere in memory (256 bytes at dimension 64, 0.1 to 0.15 us where it is in no cache)
 * and four inner products with it: 1000 candidates, 0.1 ms on a large catalogue. Run, after {@code ./mvnw -q package
 * -DskipTests}, from the root:
 *
 * <pre>
 * export CLASSPATH=benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)
 * java --add-modules jdk.incubator.vector -Djmh.separateClasspathJAR=true org.openjdk.jmh.Main FeatureBenchmark -prof gc
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class FeatureBenchmark {
    private static final int USERS = 64;

    /** Items of the catalogue. */
    @Param("10000")
    public int items;

    /** Candidates a query. */
    @Param({"100", "200", "1000"})
    public int candidates;

    /** Events of the history. */
    @Param({"20", "100"})
    public int events;

    private final List<Query> queries = new ArrayList<>();
    private final List<Candidates> batches = new ArrayList<>();
    private @Nullable RankingInputs inputs;

    /** What one thread owns. */
    @State(Scope.Thread)
    public static class Caller {
        private final Candidates own = new Candidates();
        private int next;
    }

    /** Opens the release and checks the features. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        RankingInputs opened = RankingInputs.of(new ReleaseShape(items, 64, 2000, 30, 32, 64, 50, 1), USERS, events);
        inputs = opened;
        int width = opened.features().names().size();
        for (int user = 0; user < USERS; user++) {
            Query query = opened.query(user);
            Candidates all = opened.candidates(user, candidates);
            queries.add(query);
            batches.add(all);
            for (int row = 0; row < candidates; row += 17) {
                Candidates one = new Candidates();
                one.add(all.ordinal(row), 1, 0);
                opened.features().build(query, one);
                if (!Arrays.equals(one.features(), 0, width, all.features(), row * width, (row + 1) * width)) {
                    throw new IllegalStateException("user " + user + ", row " + row + ": other features alone");
                }
            }
        }
    }

    /** Takes the candidates and builds their features. */
    @Benchmark
    public float[] build(Caller caller) {
        int user = caller.next++ % USERS;
        Candidates from = batches.get(user);
        Candidates to = caller.own;
        to.clear();
        for (int row = 0; row < candidates; row++) {
            to.add(from.ordinal(row), 1, 0);
        }
        Objects.requireNonNull(inputs).features().build(queries.get(user), to);
        return to.features();
    }
}
