package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InnerProductTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 33, 64, 128})
    void rowsReadAheadHaveTheProductsOfEachAlone(int dimension) {
        Random random = new Random(20261129);
        float[] rows = numbers(300 * dimension, random);
        float[] vector = numbers(dimension, random);
        int[] numbers = random.ints(200, 0, 300).toArray();
        numbers[0] = 299;
        float[] out = new float[numbers.length];
        InnerProduct.of(rows, numbers, 150, vector, out);
        for (int i = 0; i < 150; i++) {
            assertThat(out[i]).isCloseTo(InnerProduct.of(rows, numbers[i] * dimension, vector), within(1e-4f));
            assertThat(out[i]).isCloseTo(InnerProduct.scalar(rows, numbers[i] * dimension, vector), within(1e-4f));
        }
        assertThat(out[150]).isZero();
    }

    private static float[] numbers(int count, Random random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
