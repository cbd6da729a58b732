package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.ItemVectors;

/** Scores every eligible item. Immutable and thread-safe; nothing to close. */
public final class ExactIndex implements VectorIndex {
    private final ItemVectors vectors;

    /** Creates the index over vectors, which are shared. */
    public ExactIndex(ItemVectors vectors) {
        this.vectors = vectors;
    }

    @Override
    public Visit search(float[] vector, Eligible eligible, TopItems into) {
        float[] values = vectors.values();
        int dimension = vectors.dimension();
        if (eligible.count() == eligible.bound()) {
            for (int item = 0; item < eligible.bound(); item++) {
                into.offer(item, InnerProduct.of(values, item * dimension, vector));
            }
        } else {
            for (int item = eligible.next(0); item >= 0; item = eligible.next(item + 1)) {
                into.offer(item, InnerProduct.of(values, item * dimension, vector));
            }
        }
        into.sort();
        return new Visit(Strategy.EXACT, eligible.count());
    }

    @Override
    public void close() {}
}
