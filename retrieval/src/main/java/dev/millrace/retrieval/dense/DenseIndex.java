package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.kernel.NativeVectors;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The vector index of a release: the exact scan, the clustered scan and the graph, as far as they are there, behind a
 * {@link Planner} that takes the cheapest for each search. Thread-safe; closed once by its owner.
 */
public final class DenseIndex implements VectorIndex {
    static final String GRAPH = "vectors/graph.bin";
    static final String LISTS = "vectors/lists.bin";
    static final String PLAN = "vectors/plan.json";

    /** Fewer items have neither lists nor graph: scanning them all takes a tenth of a millisecond. */
    static final int LISTED_ITEMS = 10_000;

    private final ExactIndex exact;
    private final @Nullable ClusteredIndex lists;
    private final @Nullable GraphIndex graph;
    private final Planner planner;
    private final int dimension;
    private final Set<Strategy> there = EnumSet.of(Strategy.EXACT);

    DenseIndex(NativeVectors vectors, @Nullable ClusteredIndex lists, @Nullable GraphIndex graph, Planner planner) {
        this.exact = new ExactIndex(vectors);
        this.lists = lists;
        this.graph = graph;
        this.planner = planner;
        this.dimension = vectors.dimension();
        if (lists != null) {
            there.add(Strategy.CLUSTERED);
        }
        if (graph != null) {
            there.add(Strategy.GRAPH);
        }
    }

    /**
     * Builds the lists of {@code vectors}, and the graph where it is asked for, tries them, and writes all of it into a
     * release with what was measured. A catalogue below {@value #LISTED_ITEMS} items gets neither.
     *
     * @param queries vectors as users will have them; 256 are used, every other one to choose by and the rest to
     *     measure what was chosen; where there are fewer than 32, items stand for users
     * @return the recall that was measured
     */
    public static RecallReport write(
            ReleaseWriter release, FloatVectors vectors, FloatVectors queries, IndexConfig config, Progress progress)
            throws IOException {
        return write(release, vectors, queries, config, progress, System::nanoTime);
    }

    static RecallReport write(
            ReleaseWriter release,
            FloatVectors vectors,
            FloatVectors queries,
            IndexConfig config,
            Progress progress,
            LongSupplier ticker)
            throws IOException {
        try (DenseIndex index = build(vectors, queries, config, progress, ticker)) {
            if (index.graph != null) {
                GraphFile.write(index.graph, vectors, release.file(GRAPH));
            }
            if (index.lists != null) {
                ClusteredFile.write(index.lists.lists(), release.file(LISTS));
                release.json(PLAN, index.planner.toJson());
            }
            return RecallReport.of(index.planner.measured());
        }
    }

    /** Builds in memory what {@link #write} writes. */
    public static DenseIndex build(FloatVectors vectors, FloatVectors queries, IndexConfig config, Progress progress)
            throws IOException {
        return build(vectors, queries, config, progress, System::nanoTime);
    }

    private static DenseIndex build(
            FloatVectors vectors, FloatVectors queries, IndexConfig config, Progress progress, LongSupplier ticker)
            throws IOException {
        NativeVectors rows = NativeVectors.of(vectors);
        if (rows.size() < LISTED_ITEMS) {
            return new DenseIndex(rows, null, null, Planner.UNCALIBRATED);
        }
        GraphIndex graph = config.graph() ? GraphBuilder.build(rows, config.threads(), progress) : null;
        int count = (int) Math.round(2 * Math.sqrt(vectors.size()));
        ClusteredIndex lists =
                new ClusteredIndex(ListBuilder.build(vectors, count, config.seed(), config.threads(), progress), rows);
        FloatVectors sample = SampleQueries.of(queries, vectors, config.seed());
        return new DenseIndex(rows, lists, graph, new Calibration(rows, lists, graph, sample, ticker).run());
    }

    /**
     * Opens the index of a release over its item vectors, which are shared, or copied where they lie on the heap.
     *
     * @throws BadReleaseException naming the file that is damaged or of other vectors
     */
    public static DenseIndex open(Release release, ItemVectors vectors) {
        NativeVectors rows = NativeVectors.of(vectors);
        Planner planner =
                release.has(PLAN) ? Planner.fromJson(release.file(PLAN), release.json(PLAN)) : Planner.UNCALIBRATED;
        GraphIndex graph = release.has(GRAPH) ? GraphFile.read(release.file(GRAPH), rows) : null;
        try {
            ClusteredIndex lists =
                    release.has(LISTS) ? new ClusteredIndex(ClusteredFile.read(release.file(LISTS), rows), rows) : null;
            return new DenseIndex(rows, lists, graph, planner);
        } catch (BadReleaseException e) {
            if (graph != null) {
                graph.close();
            }
            throw e;
        }
    }

    /** Returns in how many bits at once a clustered scan looks bytes up on this processor; no result depends on it. */
    public static int lookupBits() {
        return Shapes.LOOKUPS.vectorBitSize();
    }

    @Override
    public Visit search(float[] vector, Eligible eligible, Effort effort, TopItems into) {
        int wanted = Math.min(into.capacity(), eligible.count());
        if (wanted == 0) {
            return new Visit(Strategy.EXACT, 0, true);
        }
        return search(
                vector, eligible, planner.choose(there, eligible, wanted, dimension, effort.recall()), effort, into);
    }

    /**
     * Searches in one way, whatever it costs. A clustered scan for a recall above all that were tried goes through all
     * codes.
     *
     * @throws IllegalStateException when the engine is not there
     */
    public Visit search(float[] vector, Eligible eligible, Strategy strategy, Effort effort, TopItems into) {
        int wanted = Math.min(into.capacity(), eligible.count());
        return switch (strategy) {
            case EXACT -> exact.search(vector, eligible, effort, into);
            case CLUSTERED ->
                present(lists)
                        .search(
                                vector,
                                eligible,
                                planner.reach(eligible, wanted, effort.recall()),
                                effort.stop(),
                                into);
            case GRAPH -> present(graph).search(vector, eligible, effort, into);
        };
    }

    private static <T> T present(@Nullable T engine) {
        if (engine == null) {
            throw new IllegalStateException("engine: not there (expected: one that was built)");
        }
        return engine;
    }

    @Override
    public void close() {
        if (graph != null) {
            graph.close();
        }
        if (lists != null) {
            lists.close();
        }
    }
}
