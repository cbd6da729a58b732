package dev.millrace.training.pipeline;

/**
 * What the caller of a training chooses; everything else is derived from the data or found on its validation part.
 * Immutable.
 *
 * @param dimension numbers an item vector, at most 256; 0 lets the size of the catalogue decide
 * @param threads threads to compute with, &gt; 0
 * @param seed of every random draw
 */
public record TrainOptions(int dimension, int threads, long seed) {
    /** Checks the ranges. */
    public TrainOptions {
        if (dimension < 0 || dimension > 256) {
            throw new IllegalArgumentException("dimension: " + dimension + " (expected: 1 to 256, or 0)");
        }
        if (threads <= 0) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: > 0)");
        }
    }
}
