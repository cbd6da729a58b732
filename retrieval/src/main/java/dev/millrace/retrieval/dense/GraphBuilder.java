package dev.millrace.retrieval.dense;

import dev.millrace.kernel.NativeVectors;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Builds the graph of {@link GraphIndex}.
 *
 * <p>Greatest inner product is not a nearest-neighbour problem: an item of large norm is "near" everything, itself not
 * always nearest to itself, and a graph linked by it loses items. So each vector x gets one more coordinate, the root
 * of M^2 - |x|^2 with M the greatest norm: all points then lie on one sphere, and for a query with a 0 there the order
 * by distance is the order by inner product (Bachrach et al., Speeding Up the Xbox Recommender System, 2014). The extra
 * coordinate is needed for linking alone.
 */
final class GraphBuilder {
    private static final int DEGREE = 32;
    private static final int BEAM = 100;
    private static final float OVERFLOW = 1.2f;
    private static final float DIVERSITY = 1.2f;

    private GraphBuilder() {}

    /**
     * Builds the graph over all vectors.
     *
     * @param threads how many build; with one the result depends on the vectors alone
     */
    @SuppressWarnings("deprecation") // the library's fluent builder has no word for the hierarchy
    static GraphIndex build(NativeVectors vectors, int threads, Progress progress) throws IOException {
        ListRandomAccessVectorValues points =
                new ListRandomAccessVectorValues(points(vectors), vectors.dimension() + 1);
        BuildScoreProvider similarity =
                BuildScoreProvider.randomAccessScoreProvider(points, VectorSimilarityFunction.DOT_PRODUCT);
        try (ForkJoinPool pool = new ForkJoinPool(threads);
                GraphIndexBuilder builder = new GraphIndexBuilder(
                        similarity,
                        vectors.dimension() + 1,
                        DEGREE,
                        BEAM,
                        OVERFLOW,
                        DIVERSITY,
                        true,
                        false,
                        pool,
                        pool)) {
            insert(builder, points, pool, threads, progress);
            builder.cleanup();
            return new GraphIndex(builder.getGraph(), vectors);
        }
    }

    private static void insert(
            GraphIndexBuilder builder,
            ListRandomAccessVectorValues points,
            ForkJoinPool pool,
            int threads,
            Progress progress) {
        int size = points.size();
        AtomicInteger done = new AtomicInteger();
        IntStream nodes = IntStream.range(0, size);
        pool.submit(() -> (threads == 1 ? nodes : nodes.parallel()).forEach(node -> {
                    builder.addGraphNode(node, points.getVector(node));
                    int count = done.incrementAndGet();
                    if ((count & 0x3ff) == 0 || count == size) {
                        progress.at(count, size);
                    }
                }))
                .join();
    }

    /** Returns unit vectors: the items' over the greatest norm, and the coordinate that makes up for their own norm. */
    private static List<VectorFloat<?>> points(NativeVectors vectors) {
        VectorTypeSupport types = VectorizationProvider.getInstance().getVectorTypeSupport();
        int dimension = vectors.dimension();
        float inverse = 1 / Math.max(GraphIndex.greatestNorm(vectors), Float.MIN_NORMAL);
        List<VectorFloat<?>> points = new ArrayList<>(vectors.size());
        for (int item = 0; item < vectors.size(); item++) {
            float[] point = new float[dimension + 1];
            vectors.copy(item, point);
            double squares = 0;
            for (int i = 0; i < dimension; i++) {
                point[i] *= inverse;
                squares += point[i] * point[i];
            }
            point[dimension] = (float) Math.sqrt(Math.max(0, 1 - squares));
            points.add(types.createFloatVector(point));
        }
        return points;
    }
}
