package dev.millrace.kernel;

import dev.millrace.cascade.feature.Standardization;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One number at a time, as {@link Standardization} says. */
final class ScalarInputs implements Inputs {
    private final Standardization standardization;

    ScalarInputs(Standardization standardization) {
        this.standardization = standardization;
    }

    @Override
    public void write(float[] features, int[] rows, int from, int size, MemorySegment out) {
        int width = standardization.width();
        float[] row = new float[width];
        for (int i = 0; i < size; i++) {
            standardization.apply(features, rows[from + i] * standardization.features(), row, 0);
            MemorySegment.copy(row, 0, out, ValueLayout.JAVA_FLOAT, (long) i * width * Float.BYTES, width);
        }
    }
}
