package dev.millrace.edge.scan;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex;

/**
 * Scores the vector of every eligible item. The result is exact over the vectors it is given, which may be coded. Immutable
 * and thread-safe; holds nothing that needs closing.
 */
public final class VectorScan implements VectorIndex {
    /** Items between two looks at the clock. */
    private static final int RUN = 256;

    private final ItemVectors vectors;

    /** Creates the scan of some vectors. */
    public VectorScan(ItemVectors vectors) {
        this.vectors = vectors;
    }

    @Override
    public Visit search(float[] vector, Eligible eligible, Effort effort, TopItems into) {
        int visited = 0;
        for (int item = eligible.next(0); item >= 0; item = eligible.next(item + 1)) {
            if (visited++ % RUN == RUN - 1 && effort.stop().getAsBoolean()) {
                return new Visit(Strategy.EXACT, visited, false);
            }
            into.offer(item, vectors.dot(item, vector));
        }
        return new Visit(Strategy.EXACT, visited, true);
    }

    @Override
    public void close() {}
}
