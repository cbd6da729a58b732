package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.kernel.NativeVectors;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction.ExactScoreFunction;
import io.github.jbellis.jvector.util.Bits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Approximate search by walking a navigable graph (Vamana with a hierarchy: Subramanya et al., DiskANN, 2019; Malkov
 * and Yashunin, HNSW, 2016).
 *
 * <p>The graph is over points of equal norm, so that the walk is a nearest-neighbour walk though the vectors are for
 * inner products; {@link GraphBuilder} says how. A search needs the item vectors alone: it scores a node {@code (1 + p)
 * / 2} with {@code p} the inner product over (greatest item norm x norm of the query), which lies in {@code [-1, 1]};
 * the walk drops scores that are not positive.
 *
 * <p>Thread-safe: searchers, one thread at a time each, are pooled.
 */
public final class GraphIndex implements VectorIndex {
    /** A walk as narrow as what is wanted misses some of it: it is this many times as wide; see ADR 0040. */
    private static final double WIDENING = 2.5;

    private static final int MIN_WALK = 250;

    private final ImmutableGraphIndex graph;
    private final NativeVectors vectors;
    private final float greatestNorm;
    private final Queue<GraphSearcher> searchers = new ConcurrentLinkedQueue<>();

    GraphIndex(ImmutableGraphIndex graph, NativeVectors vectors) {
        this.graph = graph;
        this.vectors = vectors;
        this.greatestNorm = greatestNorm(vectors);
    }

    /**
     * Builds the graph over vectors, which are shared, or copied where they lie on the heap.
     *
     * @param threads how many build; with one the graph depends on the vectors alone
     */
    public static GraphIndex build(ItemVectors vectors, int threads, Progress progress) throws IOException {
        return GraphBuilder.build(NativeVectors.of(vectors), threads, progress);
    }

    static float greatestNorm(ItemVectors vectors) {
        float greatest = 0;
        for (int item = 0; item < vectors.size(); item++) {
            greatest = Math.max(greatest, vectors.dot(item, item));
        }
        return (float) Math.sqrt(greatest);
    }

    ImmutableGraphIndex graph() {
        return graph;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A walk is as wide as ADR 0040 says, whatever the recall, and cannot be stopped.
     */
    @Override
    public Visit search(float[] vector, Eligible eligible, Effort effort, TopItems into) {
        MemorySegment rows = vectors.rows();
        float scale = scale(vector);
        ExactScoreFunction scores = node -> 0.5f + scale * InnerProduct.of(rows, vectors.offset(node), vector);
        Bits accepted = eligible.count() == eligible.bound() ? Bits.ALL : eligible::contains;
        int wanted = Math.min(into.capacity(), eligible.count());
        if (wanted == 0) {
            return new Visit(Strategy.GRAPH, 0, true);
        }
        SearchResult result = walk(scores, wanted, accepted);
        for (SearchResult.NodeScore node : result.getNodes()) {
            into.offer(node.node, (node.score - 0.5f) / scale);
        }
        into.sort();
        return new Visit(Strategy.GRAPH, result.getVisitedCount(), true);
    }

    /** Returns how many nodes a walk keeps to find {@code wanted}. */
    static int width(int wanted) {
        return (int) Math.max(MIN_WALK, Math.ceil(WIDENING * wanted));
    }

    /** Half the inverse of the greatest inner product that can occur, with room for rounding. */
    private float scale(float[] vector) {
        double norm = InnerProduct.norm(vector) * greatestNorm;
        return norm == 0 ? 0 : (float) (0.499 / norm);
    }

    private SearchResult walk(ExactScoreFunction scores, int wanted, Bits accepted) {
        GraphSearcher searcher = searchers.poll();
        if (searcher == null) {
            searcher = new GraphSearcher(graph);
        }
        SearchResult result =
                searcher.search(new DefaultSearchScoreProvider(scores), wanted, width(wanted), 0f, 0f, accepted);
        searchers.add(searcher);
        return result;
    }

    @Override
    public void close() {
        try {
            for (GraphSearcher searcher = searchers.poll(); searcher != null; searcher = searchers.poll()) {
                searcher.close();
            }
            graph.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
