package dev.millrace.kernel;

import dev.millrace.cascade.feature.Standardization;
import java.lang.foreign.MemorySegment;

/** Standardizes rows into the memory that the graph reads. Implementations are immutable and thread-safe. */
public sealed interface Inputs permits ScalarInputs, VectorInputs {
    /**
     * Returns the ones to use on this machine: with the Vector API where the module is there and the features fill a
     * vector, else scalar ones.
     */
    static Inputs fastest(Standardization standardization) {
        return VectorApi.present() && standardization.features() >= VectorInputs.least()
                ? new VectorInputs(standardization)
                : new ScalarInputs(standardization);
    }

    /**
     * Writes the inputs of {@code rows[from .. from + size)}, one after the other, from the start of {@code out}.
     *
     * @param features raw, NaN where missing, [.. x features] row-major
     */
    void write(float[] features, int[] rows, int from, int size, MemorySegment out);
}
