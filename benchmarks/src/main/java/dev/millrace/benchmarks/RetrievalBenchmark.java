package dev.millrace.benchmarks;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.retrieval.dense.ExactIndex;
import dev.millrace.retrieval.dense.GraphIndex;
import dev.millrace.retrieval.dense.Progress;
import dev.millrace.retrieval.dense.TopItems;
import dev.millrace.retrieval.dense.VectorIndex;
import java.io.IOException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
 * The graph against the exact scan, the two ways the planner chooses between, on clustered vectors of unequal norms.
 *
 * <p>Before any timing the scan must equal a plain sort and the graph must find at least 0.9 of the best. Building the
 * graph of 100,000 items takes minutes. Run, after {@code ./mvnw -q package -DskipTests}, from the root:
 *
 * <pre>
 * java --add-modules jdk.incubator.vector -Djvector.vectorization_provider=panama \
 *   -cp benchmarks/target/classes:$(cat benchmarks/target/classpath.txt) \
 *   org.openjdk.jmh.Main RetrievalBenchmark
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Djvector.vectorization_provider=panama"})
public class RetrievalBenchmark {
    private static final int DIMENSION = 64;
    private static final int QUERIES = 256;

    /** Items of the catalogue. */
    @Param("100000")
    public int items;

    /** Items wanted. */
    @Param({"100", "1000"})
    public int wanted;

    /** Share of the items that a filter lets through. */
    @Param({"1", "0.1"})
    public double share;

    private final Random random = new Random(7);
    private float[] centres = new float[0];
    private float[][] queries = new float[0][];
    private ItemVectors vectors = new ItemVectors(new float[0], DIMENSION);
    private Eligible eligible = Eligible.everything(0);
    private VectorIndex exact = new ExactIndex(vectors);
    private VectorIndex graph = exact;
    private final TopItems top = new TopItems(0);
    private int next;

    /** Builds both and checks them against each other. */
    @Setup(Level.Trial)
    public void build() throws IOException {
        centres = new float[items / 200 * DIMENSION];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = (float) random.nextGaussian();
        }
        float[] values = new float[items * DIMENSION];
        for (int item = 0; item < items; item++) {
            fill(values, item * DIMENSION, Math.pow(4, Math.pow(random.nextDouble(), 3)));
        }
        queries = new float[QUERIES][DIMENSION];
        for (float[] query : queries) {
            fill(query, 0, 1);
        }
        vectors = new ItemVectors(values, DIMENSION);
        exact = new ExactIndex(vectors);
        graph = GraphIndex.build(vectors, Runtime.getRuntime().availableProcessors(), Progress.NONE);
        eligible = eligible();
        check();
    }

    private void fill(float[] into, int base, double norm) {
        int centre = random.nextInt(centres.length / DIMENSION) * DIMENSION;
        double squares = 0;
        for (int i = 0; i < DIMENSION; i++) {
            into[base + i] = centres[centre + i] + 0.6f * (float) random.nextGaussian();
            squares += into[base + i] * into[base + i];
        }
        for (int i = 0; i < DIMENSION; i++) {
            into[base + i] *= (float) (norm / Math.sqrt(squares));
        }
    }

    private Eligible eligible() {
        if (share == 1) {
            return Eligible.everything(items);
        }
        ItemSet some = new ItemSet(items);
        for (int item = 0; item < items; item++) {
            if (random.nextDouble() < share) {
                some.add(item);
            }
        }
        return new Eligible(items, some, new int[0]);
    }

    /** The gate: wrong answers are not timed. */
    private void check() {
        double recall = 0;
        for (int i = 0; i < 20; i++) {
            Set<Integer> best = found(exact, queries[i]);
            float worst = top.score(top.size() - 1);
            int better = 0;
            for (int item = eligible.next(0); item >= 0; item = eligible.next(item + 1)) {
                better += vectors.dot(item, queries[i]) > worst + 1e-4f ? 1 : 0;
            }
            if (best.size() != wanted || better >= wanted) {
                throw new IllegalStateException("exact: " + better + " items are better than the last of " + wanted);
            }
            Set<Integer> walked = found(graph, queries[i]);
            walked.retainAll(best);
            recall += (double) walked.size() / wanted / 20;
        }
        if (recall < 0.9) {
            throw new IllegalStateException("graph: recall " + recall + " (expected: >= 0.9)");
        }
        System.out.println("graph: recall@" + wanted + " " + recall);
    }

    private Set<Integer> found(VectorIndex index, float[] query) {
        top.reset(wanted);
        index.search(query, eligible, top);
        Set<Integer> found = new HashSet<>();
        for (int rank = 0; rank < top.size(); rank++) {
            found.add(top.ordinal(rank));
        }
        return found;
    }

    /** Walks the graph. */
    @Benchmark
    public VectorIndex.Visit graph() {
        top.reset(wanted);
        return graph.search(queries[next++ & (QUERIES - 1)], eligible, top);
    }

    /** Scans the eligible items. */
    @Benchmark
    public VectorIndex.Visit exact() {
        top.reset(wanted);
        return exact.search(queries[next++ & (QUERIES - 1)], eligible, top);
    }

    /** Closes the graph. */
    @TearDown(Level.Trial)
    public void close() {
        graph.close();
        exact.close();
    }
}
