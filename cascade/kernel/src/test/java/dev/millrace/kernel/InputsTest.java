package dev.millrace.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.feature.Standardization;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 8, 9, 15, 16, 17, 18, 33, 64, 100})
    void vectorsEqualScalars(int more) {
        int features = VectorInputs.least() + more;
        Random random = new Random(features);
        float[] means = new float[features];
        float[] scales = new float[features];
        for (int i = 0; i < features; i++) {
            means[i] = (float) random.nextGaussian();
            scales[i] = i % 5 == 4 ? 0 : (float) Math.exp(2 * random.nextGaussian());
        }
        int size = 37;
        float[] matrix = new float[(size + 3) * features];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = random.nextInt(4) == 0
                    ? Float.NaN
                    : (float) (random.nextGaussian() * Math.pow(10, random.nextInt(16) - 8));
        }
        int[] rows = random.ints(size + 2, 0, size + 3).toArray();
        for (boolean flags : new boolean[] {false, true}) {
            Standardization standardization = new Standardization(means, scales, flags);
            float[] scalar = inputs(new ScalarInputs(standardization), standardization, matrix, rows, size);
            float[] vector = inputs(new VectorInputs(standardization), standardization, matrix, rows, size);
            for (int i = 0; i < scalar.length; i++) {
                assertThat(vector[i])
                        .as("number %d", i)
                        .isCloseTo(scalar[i], within(2e-6f * (1 + Math.abs(scalar[i]))));
            }
        }
    }

    @Test
    void theLargestNumbersStayFinite() {
        float[] scales = new float[VectorInputs.least() + 3];
        Arrays.fill(scales, 1);
        Standardization standardization = new Standardization(new float[scales.length], scales, false);
        float[] matrix = new float[scales.length];
        matrix[0] = Float.MAX_VALUE;
        matrix[1] = -Float.MAX_VALUE;
        matrix[2] = Float.POSITIVE_INFINITY;
        matrix[3] = -0f;
        float[] inputs = inputs(new VectorInputs(standardization), standardization, matrix, new int[2], 1);
        assertThat(inputs[0]).isBetween(40f, 100f);
        assertThat(inputs[1]).isEqualTo(-inputs[0]);
        assertThat(inputs[2]).isEqualTo(inputs[0]);
        assertThat(inputs[3]).isZero();
    }

    @Test
    void fewFeaturesAreStandardizedOneByOne() {
        assertThat(Inputs.fastest(new Standardization(new float[1], new float[1], true)))
                .isInstanceOf(ScalarInputs.class);
        int many = VectorInputs.least();
        assertThat(Inputs.fastest(new Standardization(new float[many], new float[many], true)))
                .isInstanceOf(VectorInputs.class);
    }

    private static float[] inputs(
            Inputs inputs, Standardization standardization, float[] matrix, int[] rows, int size) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate((long) size * standardization.width() * Float.BYTES, Float.BYTES);
            inputs.write(matrix, rows, rows.length - size, size, out);
            return out.toArray(ValueLayout.JAVA_FLOAT);
        }
    }
}
