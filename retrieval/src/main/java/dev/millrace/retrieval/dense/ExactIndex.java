package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.kernel.NativeVectors;
import java.lang.foreign.MemorySegment;

/** Scores every eligible item. Immutable and thread-safe; nothing to close. */
public final class ExactIndex implements VectorIndex {
    private static final int ITEMS_A_CHECK = 1_024;

    private final NativeVectors vectors;

    /** Creates the index over vectors, which are shared, or copied where they lie on the heap. */
    public ExactIndex(ItemVectors vectors) {
        this.vectors = NativeVectors.of(vectors);
    }

    @Override
    public Visit search(float[] vector, Eligible eligible, Effort effort, TopItems into) {
        MemorySegment rows = vectors.rows();
        int visited = 0;
        boolean everything = eligible.count() == eligible.bound();
        int item = eligible.next(0);
        while (visited < eligible.count() && !effort.stop().getAsBoolean()) {
            int end = visited + Math.min(ITEMS_A_CHECK, eligible.count() - visited);
            for (; visited < end; visited++) {
                into.offer(item, InnerProduct.of(rows, vectors.offset(item), vector));
                item = everything ? item + 1 : eligible.next(item + 1);
            }
        }
        into.sort();
        return new Visit(Strategy.EXACT, visited, visited == eligible.count());
    }

    @Override
    public void close() {}
}
