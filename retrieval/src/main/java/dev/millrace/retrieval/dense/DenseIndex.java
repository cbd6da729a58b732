package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The vector index of a release: an exact scan where that is the cheaper way, the graph elsewhere. Thread-safe; closed
 * once by its owner.
 *
 * <p>A catalogue so small that the scan wins even for {@value #NARROW} items has no graph.
 */
public final class DenseIndex implements VectorIndex {
    static final String GRAPH = "vectors/graph.bin";

    private static final int NARROW = 200;

    private final ExactIndex exact;
    private final @Nullable GraphIndex graph;
    private final CostModel costs;
    private final int dimension;

    DenseIndex(ItemVectors vectors, @Nullable GraphIndex graph, CostModel costs) {
        this.exact = new ExactIndex(vectors);
        this.graph = graph;
        this.costs = costs;
        this.dimension = vectors.dimension();
    }

    /**
     * Builds and writes the graph of {@code vectors} into a release, unless the catalogue is too small to need one.
     *
     * @param threads how many build; with one the graph depends on the vectors alone
     */
    public static void write(ReleaseWriter release, ItemVectors vectors, int threads, Progress progress)
            throws IOException {
        if (CostModel.MEASURED.prefersWalk(Eligible.everything(vectors.size()), vectors.dimension(), NARROW)) {
            writeGraph(release, vectors, threads, progress);
        }
    }

    static void writeGraph(ReleaseWriter release, ItemVectors vectors, int threads, Progress progress)
            throws IOException {
        try (GraphIndex index = GraphBuilder.build(vectors, threads, progress)) {
            GraphFile.write(index, vectors, release.file(GRAPH));
        }
    }

    /**
     * Opens the index of a release over its item vectors.
     *
     * @throws BadReleaseException naming the graph file, when that is damaged or of other vectors
     */
    public static DenseIndex open(Release release, ItemVectors vectors) {
        GraphIndex graph = release.has(GRAPH) ? GraphFile.read(release.file(GRAPH), vectors) : null;
        return new DenseIndex(vectors, graph, CostModel.MEASURED);
    }

    @Override
    public Visit search(float[] vector, Eligible eligible, TopItems into) {
        return graph != null && costs.prefersWalk(eligible, dimension, into.capacity())
                ? graph.search(vector, eligible, into)
                : exact.search(vector, eligible, into);
    }

    @Override
    public void close() {
        if (graph != null) {
            graph.close();
        }
    }
}
