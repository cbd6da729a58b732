package dev.millrace.training.pipeline;

import dev.millrace.retrieval.dense.IndexConfig;
import java.time.Duration;

/**
 * What the caller of a training chooses; everything else is derived from the data or found on its validation part.
 * Immutable.
 *
 * @param dimension numbers an item vector, at most 256; 0 lets the size of the catalogue decide
 * @param threads threads to compute with, &gt; 0
 * @param seed of every random draw
 * @param graph whether the vector index has a graph too, see {@link IndexConfig}
 * @param fineRankTime about how long one training of the fine ranker may take, &gt; 0; it is trained twice
 */
public record TrainOptions(int dimension, int threads, long seed, boolean graph, Duration fineRankTime) {
    /** Checks the ranges. */
    public TrainOptions {
        if (dimension < 0 || dimension > 256) {
            throw new IllegalArgumentException("dimension: " + dimension + " (expected: 1 to 256, or 0)");
        }
        if (fineRankTime.isNegative() || fineRankTime.isZero()) {
            throw new IllegalArgumentException("fineRankTime: " + fineRankTime + " (expected: > 0)");
        }
        if (threads <= 0) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: > 0)");
        }
    }

    /** Returns how the vector index is built. */
    IndexConfig index() {
        IndexConfig lists = IndexConfig.of(threads);
        return graph ? lists.withGraph() : lists;
    }
}
