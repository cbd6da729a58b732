package dev.millrace.kernel;

import dev.millrace.cascade.feature.Standardization;

/** Scores rows of raw features with a {@link Perceptron}. Implementations are immutable and thread-safe. */
public sealed interface Network permits ScalarNetwork, VectorNetwork {
    /**
     * Returns the one to use on this machine: with the Vector API where the module is there, else a scalar one.
     *
     * @throws IllegalArgumentException if the network wants other inputs than the standardization makes
     */
    static Network fastest(Standardization standardization, Perceptron perceptron) {
        if (standardization.width() != perceptron.width()) {
            throw new IllegalArgumentException("inputs: " + perceptron.width() + " (expected: "
                    + standardization.width() + ", from the standardization)");
        }
        return VectorApi.present()
                ? new VectorNetwork(standardization, perceptron)
                : new ScalarNetwork(standardization, perceptron);
    }

    /** Returns memory for one call at a time. */
    Scratch scratch();

    /**
     * Writes the scores of {@code rows[from .. from + size)} to {@code scores[from .. from + size)}. Allocates nothing.
     *
     * @param features raw, NaN where missing, [.. x features] row-major
     * @param scratch of this network; nothing in it outlasts the call
     */
    void score(float[] features, int[] rows, int from, int size, Scratch scratch, float[] scores);
}
