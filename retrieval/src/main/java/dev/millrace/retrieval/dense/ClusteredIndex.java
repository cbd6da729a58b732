package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * Scans the lists most likely to hold the best items, in 4-bit codes, and scores the best of those exactly. Thread-safe;
 * closed once by its owner, with no search running.
 *
 * <p>The field calls this an inverted file with product quantization (Jegou, Douze, Schmid, Product Quantization for
 * Nearest Neighbor Search, 2011). What is ours is when to stop: when no list is left whose
 * worth, {@code q.c + margin |q| spread}, beats the worst of the items kept so far, and, where nothing is filtered, after
 * as many items as were enough when the release was written, if that comes first. The spread is the root
 * of the mean square by which a list's items leave its centre along one dimension, so that the margin says how many
 * deviations an item must stand out to be missed. A query among its items stops early; one between clusters would go on
 * for long and find little, and there the number of items ends it;
 * under a filter the worst kept is worse and the scan goes as deep as it must, whether the filter follows the vectors
 * or not; and while fewer items than wanted were accepted it does not stop at all.
 *
 * <p>An infinite margin is a scan of all codes.
 */
final class ClusteredIndex implements AutoCloseable {
    private final ClusteredLists lists;
    private final FloatVectors vectors;
    private final Queue<ClusteredScan> scans = new ConcurrentLinkedQueue<>();

    /** Creates the index over lists, which are closed with it. */
    ClusteredIndex(ClusteredLists lists, FloatVectors vectors) {
        this.lists = lists;
        this.vectors = vectors;
    }

    ClusteredLists lists() {
        return lists;
    }

    /**
     * Searches the lists that may hold what is wanted.
     *
     * @param reach how far to go
     * @param stop see {@link Effort}
     */
    VectorIndex.Visit search(float[] vector, Eligible eligible, Reach reach, BooleanSupplier stop, TopItems into) {
        ClusteredScan scan = scans.poll();
        if (scan == null) {
            scan = new ClusteredScan(lists, vectors);
        }
        try {
            return scan.search(vector, eligible, reach, stop, into);
        } finally {
            scans.add(scan);
        }
    }

    @Override
    public void close() {
        scans.clear();
        lists.close();
    }
}
