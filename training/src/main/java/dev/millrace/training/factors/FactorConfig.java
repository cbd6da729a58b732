package dev.millrace.training.factors;

/**
 * What the caller may choose about training factors; everything else is found on a validation part. Immutable.
 *
 * @param dimension numbers a vector, at most 256; 0 lets the size of the catalogue decide
 * @param maxEpochs most passes over the users; 0 lets the number of users decide
 * @param threads threads to compute with, &gt; 0; the result does not depend on it
 * @param seed of every random draw
 * @param search whether to try a few settings on the validation part first; without, the defaults are used
 * @param refit whether to learn once more from everything after validation; without, the best state on the validation
 *     part is the result, which has not seen that part
 */
public record FactorConfig(int dimension, int maxEpochs, int threads, long seed, boolean search, boolean refit) {
    /** Checks the ranges. */
    public FactorConfig {
        if (dimension < 0 || dimension > 256) {
            throw new IllegalArgumentException("dimension: " + dimension + " (expected: 0 to 256)");
        }
        if (maxEpochs < 0) {
            throw new IllegalArgumentException("maxEpochs: " + maxEpochs + " (expected: >= 0)");
        }
        if (threads <= 0) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: > 0)");
        }
    }

    /** Returns the configuration that suits data never seen before. */
    public static FactorConfig defaults(int threads, long seed) {
        return new FactorConfig(0, 0, threads, seed, true, true);
    }

    /** Returns a copy that keeps the validated state. */
    public FactorConfig withoutRefit() {
        return new FactorConfig(dimension, maxEpochs, threads, seed, search, false);
    }
}
