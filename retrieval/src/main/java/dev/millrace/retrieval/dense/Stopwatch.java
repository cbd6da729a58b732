package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.kernel.NativeVectors;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the parts of a search cost on this machine, as the least of few runs, which other load disturbs least.
 * One thread at a time.
 */
final class Stopwatch {
    private static final int RUNS = 9;
    private static final double SPARSE = 0.01;
    private static final int WANTED = 500;
    private static final int WALKED = 100;
    private static final Reach NEAREST = Reach.of(0, 1.5);

    private final NativeVectors vectors;
    private final ClusteredIndex lists;
    private final @Nullable GraphIndex graph;
    private final FloatVectors queries;
    private final LongSupplier ticker;

    Stopwatch(
            NativeVectors vectors,
            ClusteredIndex lists,
            @Nullable GraphIndex graph,
            FloatVectors queries,
            LongSupplier ticker) {
        this.vectors = vectors;
        this.lists = lists;
        this.graph = graph;
        this.queries = queries;
        this.ticker = ticker;
    }

    /** Returns the costs of an exact scan, dense and sparse, and of a walk where there is a graph. */
    CostModel exactCosts() {
        ExactIndex exact = new ExactIndex(vectors);
        Eligible all = Eligible.everything(vectors.size());
        Eligible some = some(SPARSE);
        double dense = least(all, 1, exact::search);
        double sparse = least(some, 1, exact::search);
        CostModel costs = CostModel.MEASURED.withScan(dense / vectors.size(), sparse / Math.max(1, some.count()));
        return graph == null ? costs : costs.withWalk(least(all, WALKED, graph::search), all, WALKED);
    }

    /** Returns the costs of a clustered scan. */
    ListCosts listCosts() {
        Eligible all = Eligible.everything(vectors.size());
        double fixed = least(all, 1, (query, eligible, into) -> search(query, eligible, NEAREST, into));
        double everything = least(all, 1, (query, eligible, into) -> search(query, eligible, Reach.EVERYTHING, into));
        double perItem = Math.max(0.01, (everything - fixed) / vectors.size());
        int wanted = Math.min(WANTED, vectors.size());
        double kept = least(all, wanted, (query, eligible, into) -> search(query, eligible, NEAREST, into));
        Eligible few = some(SPARSE);
        double rows = least(few, 1, (query, eligible, into) -> search(query, eligible, Reach.EVERYTHING, into));
        double marked = few.count() * ClusteredScan.MARK_COST * perItem;
        return new ListCosts(
                fixed,
                perItem,
                Math.max(0, (rows - fixed - marked) / Math.max(1, few.count())),
                Math.max(0, (kept - fixed) / wanted));
    }

    private Eligible some(double share) {
        return new Filters(vectors, lists.lists(), 2).draw(Band.Filter.RANDOM, new double[] {share}, new float[0])[0];
    }

    private double least(Eligible eligible, int wanted, Trial.Search search) {
        long[] nanos = new long[RUNS];
        TopItems top = new TopItems(wanted);
        int dimension = vectors.dimension();
        for (int run = 0; run < RUNS; run++) {
            int row = run % queries.size();
            float[] query = Arrays.copyOfRange(queries.values(), row * dimension, (row + 1) * dimension);
            top.reset(wanted);
            long begin = ticker.getAsLong();
            search.search(query, eligible, top);
            nanos[run] = ticker.getAsLong() - begin;
        }
        Arrays.sort(nanos);
        return nanos[0];
    }

    private VectorIndex.Visit search(float[] query, Eligible eligible, Reach reach, TopItems into) {
        return lists.search(query, eligible, reach, Effort.USUAL.stop(), into);
    }
}
