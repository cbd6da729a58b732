package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InnerProductTest {
    @ParameterizedTest
    @CsvSource({"1,150", "7,0", "16,1", "33,63", "64,64", "64,65", "128,150"})
    void rowsReadAheadHaveTheProductsOfEachAlone(int dimension, int count) {
        Random random = new Random(20261129);
        float[] rows = numbers(300 * dimension, random);
        float[] vector = numbers(dimension, random);
        int[] numbers = random.ints(200, 0, 300).toArray();
        numbers[0] = 299;
        float[] out = new float[numbers.length];
        InnerProduct.of(rows, numbers, count, vector, out);
        for (int i = 0; i < count; i++) {
            assertThat(out[i]).isCloseTo(InnerProduct.of(rows, numbers[i] * dimension, vector), within(1e-4f));
            assertThat(out[i]).isCloseTo(InnerProduct.scalar(rows, numbers[i] * dimension, vector), within(1e-4f));
        }
        assertThat(out[count]).isZero();
    }

    private static float[] numbers(int count, Random random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
