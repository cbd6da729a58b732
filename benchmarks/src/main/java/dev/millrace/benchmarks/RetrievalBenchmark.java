package dev.millrace.benchmarks;

import dev.millrace.benchmarks.release.CodeHash;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.cascade.source.VectorIndex.Strategy;
import dev.millrace.retrieval.dense.DenseIndex;
import dev.millrace.retrieval.dense.ExactIndex;
import dev.millrace.retrieval.dense.IndexConfig;
import dev.millrace.retrieval.dense.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
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

/**
 * The engines of the vector index against each other and against Lucene's HNSW, on one core, at equal recall.
 *
 * <p>Before any timing the engine must find {@value #RECALL} of what the exact scan finds, over {@value #CHECKED} queries
 * that no index was tuned with; what it found is printed. Indexes are built once for the code there is and kept in
 * {@code <java.io.tmpdir>/millrace-retrieval}: the lists of a million items take half a minute, Lucene's graph five
 * minutes, jvector's ({@code -p engine=graph}) seventeen. Run, after {@code ./mvnw -q package -DskipTests}, from the root:
 *
 * <pre>
 * java --add-modules jdk.incubator.vector \
 *   -cp benchmarks/target/classes:$(cat benchmarks/target/classpath.txt) \
 *   org.openjdk.jmh.Main RetrievalBenchmark -p items=1000000 -p engine=clustered,lucene -p wanted=100,500,1000
 * </pre>
 *
 * <p>{@code -p filter=0.1} lets a tenth of the items pass, {@code -p filter=0.1c} whole clusters. Engines: {@code planned}
 * (what a release does), {@code clustered}, {@code exact} (float32), {@code codes} (all int8 codes), {@code graph},
 * {@code lucene}. {@code -prof gc} shows what a search allocates.
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
            "-Djvector.vectorization_provider=panama",
            "-Xmx6g"
        })
public class RetrievalBenchmark {
    private static final double RECALL = 0.95;
    private static final int CHECKED = 64;
    private static final int FILTERS = 8;
    private static final float[] WIDTHS = {1, 1.1f, 1.25f, 1.5f, 2, 2.5f, 3, 4};

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

    private final TopItems top = new TopItems(0);
    private RetrievalData data = new RetrievalData(0, 1);
    private Eligible[] eligible = new Eligible[0];
    private RetrievalEngine chosen = (query, some, into) -> {};
    private @Nullable DenseIndex index;
    private int next;

    /** Opens the index, builds it where there is none, and checks it. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        data = new RetrievalData(items, dimension);
        boolean correlated = filter.endsWith("c");
        double share = Double.parseDouble(correlated ? filter.substring(0, filter.length() - 1) : filter);
        eligible = data.filters(share, correlated, FILTERS);
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "millrace-retrieval", items + "x" + dimension);
        if (engine.equals("lucene")) {
            openPeer(folder.resolve("lucene-16-100"));
        } else {
            String name = (engine.equals("graph") ? "graph-" : "lists-") + CodeHash.ofVectorIndex(RetrievalData.class);
            DenseIndex opened = index(folder.resolve(name), engine.equals("graph"));
            index = opened;
            chosen = switch (engine) {
                case "planned" -> RetrievalEngine.planned(opened);
                case "clustered" -> RetrievalEngine.of(opened, Strategy.CLUSTERED, RECALL);
                case "codes" -> RetrievalEngine.of(opened, Strategy.CLUSTERED, 1);
                case "exact" -> RetrievalEngine.of(opened, Strategy.EXACT, 1);
                case "graph" -> RetrievalEngine.of(opened, Strategy.GRAPH, RECALL);
                default -> throw new IllegalArgumentException("engine: " + engine);
            };
            double recall = recall(chosen);
            report(recall, engine);
            if (recall < RECALL) {
                throw new IllegalStateException(engine + ": recall " + recall + " (expected: >= " + RECALL + ")");
            }
        }
    }

    /** Takes the least width that has the recall. */
    private void openPeer(Path folder) throws IOException {
        for (float width : WIDTHS) {
            chosen.close();
            chosen = LuceneHnswPeer.open(folder, data.items(), width);
            double recall = recall(chosen);
            if (recall >= RECALL) {
                report(recall, "lucene, width " + width);
                return;
            }
        }
        throw new IllegalStateException("lucene: recall below " + RECALL + " at every width");
    }

    private void report(double recall, String name) {
        System.out.printf(
                Locale.ROOT,
                "%s: recall@%d %.3f over %d x %d, filter %s, local dimension %.1f%n",
                name,
                wanted,
                recall,
                items,
                dimension,
                filter,
                localDimension());
    }

    private DenseIndex index(Path folder, boolean graph) throws IOException {
        if (!Files.exists(folder.resolve(Release.CURRENT))) {
            try (ReleaseWriter writer = ReleaseWriter.create(folder, "r1")) {
                writer.json("schema.json", new JsonObject());
                DenseIndex.write(writer, data.items(), data.tried(), new IndexConfig(graph, 1, 1), Progress.NONE);
                writer.publish("2026-01-01T00:00:00Z", dimension, items, new JsonObject(), new JsonObject());
            }
        }
        return DenseIndex.open(Release.open(folder), data.items());
    }

    private double recall(RetrievalEngine tried) {
        ExactIndex exact = new ExactIndex(data.items());
        double sum = 0;
        for (int i = 0; i < CHECKED; i++) {
            Eligible some = eligible[i % FILTERS];
            top.reset(wanted);
            exact.search(data.query(i), some, top);
            Set<Integer> best = found();
            int count = best.size();
            top.reset(wanted);
            tried.search(data.query(i), some, top);
            best.retainAll(found());
            sum += (double) best.size() / count;
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
    public int search() {
        int query = next++ % data.queries();
        top.reset(wanted);
        chosen.search(data.query(query), eligible[query % FILTERS], top);
        return top.size();
    }

    /** Closes what was opened. */
    @TearDown(Level.Trial)
    public void close() {
        chosen.close();
        if (index != null) {
            index.close();
        }
    }
}
