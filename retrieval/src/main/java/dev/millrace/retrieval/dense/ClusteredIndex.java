package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.kernel.NativeVectors;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * Scans the lists most likely to hold the best items, in 4-bit codes, and scores the best of those exactly.
 * Thread-safe; closed once by its owner, with no search running.
 *
 * <p>The field calls this an inverted file with product quantization (Jegou, Douze, Schmid, Product Quantization for
 * Nearest Neighbor Search, 2011). What is ours is when to stop. Lists come in the order of what they are worth,
 * {@code q.c + margin |q| spread}; the spread is the root of the mean square by which a list's items leave its centre
 * along one dimension, so that the margin says how many deviations an item must stand out to be missed. Under a filter
 * a scan ends when no list is left that is worth more than the worst of the items kept so far: that one is the worse,
 * the more is shut out, and the scan goes as deep as it must, whether the filter follows the vectors or not. Where
 * nothing is filtered, a query between clusters would go on for long in this way and find little; there a scan ends
 * after as many items as were enough when the release was written, in an order with a margin of its own. While fewer
 * items than wanted were accepted it does not stop at all.
 *
 * <p>An infinite margin is a scan of all codes.
 */
final class ClusteredIndex implements AutoCloseable {
    private final ClusteredLists lists;
    private final NativeVectors vectors;
    private final Queue<ClusteredScan> scans = new ConcurrentLinkedQueue<>();

    /** Creates the index over lists, which are closed with it. */
    ClusteredIndex(ClusteredLists lists, NativeVectors vectors) {
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
