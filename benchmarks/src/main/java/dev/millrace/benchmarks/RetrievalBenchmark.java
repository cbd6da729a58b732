package dev.millrace.benchmarks;

import dev.millrace.benchmarks.release.CodeHash;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.release.ArrayFile;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.source.VectorIndex.Strategy;
import dev.millrace.kernel.VectorMaps;
import dev.millrace.retrieval.dense.DenseIndex;
import dev.millrace.retrieval.dense.ExactIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * The engines of the vector index against each other and against other people's, on one core, at equal recall.
 *
 * <p>Before any timing an engine must find {@value #RECALL} of what the exact scan finds, over {@value #CHECKED}
 * queries that no index was tuned with; one that has a ladder of efforts takes the least that does. What it found is
 * printed, and after all timing what the queries took by their own medians ({@link QueryTimes}). Indexes are built once
 * for the code there is and kept in {@code <java.io.tmpdir>/millrace-retrieval}: the lists of a million items take a
 * minute of CPU, graphs five minutes, jvector's ({@code -p engine=graph}) seventeen. Run from the root:
 *
 * <pre>
 * ./millrace bench --stage retrieve --param items=1000000 --param engine=planned,lucene-16,hnswlib-16
 * </pre>
 *
 * <p>{@code --param filter=0.1} lets a tenth of the items pass, {@code filter=0.1c} whole clusters. Engines:
 * {@code planned} (what a release does), {@code clustered}, {@code exact} (float32), {@code codes} (all codes),
 * {@code graph}, and the peers that {@link RetrievalPeers} knows. hnswlib of Debian 12 has no filters.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Djvector.vectorization_provider=panama"
        })
public class RetrievalBenchmark {
    private static final double RECALL = 0.95;
    private static final int CHECKED = 64;
    private static final int FILTERS = 8;

    /** Items of the catalogue. */
    @Param("100000")
    public int items;

    /** Numbers a vector. */
    @Param("64")
    public int dimension;

    /** Items wanted. */
    @Param({"100", "500", "1000"})
    public int wanted;

    /** Share of the items that a filter lets through; with a c, whole clusters. */
    @Param("1")
    public String filter = "1";

    /** How to search. */
    @Param({"planned", "exact", "codes"})
    public String engine = "planned";

    /** What one thread owns. */
    @State(Scope.Thread)
    public static class Caller {
        private final TopItems top = new TopItems(0);
        private int next;
    }

    private final TopItems top = new TopItems(0);
    private final VectorMaps maps = new VectorMaps();
    private RetrievalData data = new RetrievalData(0, 1);
    private Eligible[] eligible = new Eligible[0];
    private RetrievalEngine chosen = (query, some, into) -> {};
    private @Nullable DenseIndex index;
    private List<Set<Integer>> best = List.of();

    /** Opens the index, builds it where there is none, and checks it. */
    @Setup(Level.Trial)
    public void open(BenchmarkParams running) throws IOException {
        if (RetrievalPeers.named(engine) && running.getThreads() > 1) {
            throw new IllegalStateException(engine + ": searched by one thread at a time (expected: --threads 1)");
        }
        data = new RetrievalData(items, dimension);
        boolean correlated = filter.endsWith("c");
        double share = Double.parseDouble(correlated ? filter.substring(0, filter.length() - 1) : filter);
        eligible = data.filters(share, correlated, FILTERS);
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "millrace-retrieval", items + "x" + dimension);
        chosen = RetrievalPeers.named(engine) ? RetrievalPeers.open(engine, folder, data.items()) : own(folder);
        best = best();
        double recall = 0;
        for (int step = 0; recall < RECALL && chosen.effort(step); step++) {
            recall = recall();
        }
        if (!(recall >= RECALL)) {
            throw new IllegalStateException(engine + ": recall " + recall + " (expected: >= " + RECALL + ")");
        }
        report(recall);
    }

    private RetrievalEngine own(Path folder) throws IOException {
        String name = (engine.equals("graph") ? "graph-" : "lists-")
                + CodeHash.ofVectorIndex(RetrievalData.class, RetrievalIndexWriter.class);
        DenseIndex opened = index(folder.resolve(name), engine.equals("graph"));
        index = opened;
        return switch (engine) {
            case "planned" -> RetrievalEngine.planned(opened);
            case "clustered" -> RetrievalEngine.of(opened, Strategy.CLUSTERED, RECALL);
            case "codes" -> RetrievalEngine.of(opened, Strategy.CLUSTERED, 1);
            case "exact" -> RetrievalEngine.of(opened, Strategy.EXACT, 1);
            case "graph" -> RetrievalEngine.of(opened, Strategy.GRAPH, RECALL);
            default -> throw new IllegalArgumentException("engine: " + engine);
        };
    }

    private void report(double recall) {
        System.out.printf(
                Locale.ROOT,
                "%s (%s): recall@%d %.3f over %d x %d, filter %s, local dimension %.1f%n",
                engine,
                index == null ? chosen.settings() : "bytes looked up in " + DenseIndex.lookupBits() + " bits",
                wanted,
                recall,
                items,
                dimension,
                filter,
                localDimension());
    }

    private DenseIndex index(Path folder, boolean graph) throws IOException {
        RetrievalIndexWriter.write(items, dimension, graph, folder);
        Release release = Release.open(folder);
        ArrayFile vectors = release.arrays(RetrievalIndexWriter.VECTORS, RetrievalIndexWriter.VALUES);
        return DenseIndex.open(release, maps.read(vectors.span(RetrievalIndexWriter.VALUES), dimension));
    }

    /** What the exact scan finds, for each of the queries that are checked. */
    private List<Set<Integer>> best() {
        ExactIndex exact = new ExactIndex(data.items());
        List<Set<Integer>> sets = new ArrayList<>();
        for (int i = 0; i < CHECKED; i++) {
            top.reset(wanted);
            exact.search(data.query(i), eligible[i % FILTERS], top);
            sets.add(found());
        }
        return sets;
    }

    private double recall() {
        double sum = 0;
        for (int i = 0; i < CHECKED; i++) {
            search(i, top);
            Set<Integer> found = found();
            found.retainAll(best.get(i));
            sum += (double) found.size() / best.get(i).size();
        }
        return sum / CHECKED;
    }

    private Set<Integer> found() {
        Set<Integer> found = new HashSet<>();
        for (int rank = 0; rank < top.size(); rank++) {
            found.add(top.ordinal(rank));
        }
        return found;
    }

    /** Levina and Bickel's estimate, mean over queries. */
    private double localDimension() {
        int neighbours = 100;
        ExactIndex exact = new ExactIndex(data.items());
        double sum = 0;
        for (int i = 0; i < CHECKED; i++) {
            top.reset(neighbours);
            exact.search(data.query(i), Eligible.everything(items), top);
            double logs = 0;
            double farthest = distance(neighbours - 1);
            for (int rank = 0; rank < neighbours - 1; rank++) {
                logs += Math.log(farthest / distance(rank));
            }
            sum += (neighbours - 1) / logs;
        }
        return sum / CHECKED;
    }

    private double distance(int rank) {
        return Math.sqrt(Math.max(1e-9, 2 - 2 * top.score(rank)));
    }

    /** Searches once. */
    @Benchmark
    public int search(Caller caller) {
        search(caller.next++ % data.queries(), caller.top);
        return caller.top.size();
    }

    private void search(int query, TopItems into) {
        into.reset(wanted);
        chosen.search(data.query(query), eligible[query % FILTERS], into);
    }

    /** Prints what of the spread is the queries', and closes what was opened. */
    @TearDown(Level.Trial)
    public void close() {
        System.out.printf(
                Locale.ROOT, "%n%s: %s%n", engine, QueryTimes.of(data.queries(), query -> search(query, top)));
        chosen.close();
        if (index != null) {
            index.close();
        }
        maps.close();
    }
}
