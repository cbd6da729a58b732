package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.kernel.NativeVectors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InnerProductTest {
    /** Where the first row begins, in bytes from a line of memory. */
    private static final int[] BEGINNINGS = {0, 16, 29};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 128, 130, 255, 256})
    void theFastInnerProductEqualsThePlainOne(int dimension) {
        Random random = new Random(dimension);
        float[] numbers = numbers(5 * dimension + 3, random);
        float[] vector = numbers(dimension, random);
        try (Arena arena = Arena.ofConfined()) {
            for (int begin : BEGINNINGS) {
                MemorySegment rows = at(begin, numbers, arena);
                for (int i = 0; i <= 4 * dimension + 3; i++) {
                    float plain = 0;
                    for (int j = 0; j < dimension; j++) {
                        plain += numbers[i + j] * vector[j];
                    }
                    long base = (long) Float.BYTES * i;
                    assertThat(InnerProduct.scalar(rows, base, vector)).isEqualTo(plain);
                    assertThat(InnerProduct.of(rows, base, vector)).isCloseTo(plain, within(1e-5f * dimension));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,150", "7,0", "16,1", "33,63", "64,64", "64,65", "128,150"})
    void rowsReadAheadHaveTheProductsOfEachAlone(int dimension, int count) {
        Random random = new Random(20261129);
        float[] all = numbers(300 * dimension, random);
        float[] vector = numbers(dimension, random);
        int[] numbers = random.ints(200, 0, 300).toArray();
        numbers[0] = 299;
        try (Arena arena = Arena.ofConfined()) {
            for (int begin : BEGINNINGS) {
                MemorySegment rows = at(begin, all, arena);
                float[] out = new float[numbers.length];
                InnerProduct.of(rows, numbers, count, vector, out);
                for (int i = 0; i < count; i++) {
                    long base = (long) Float.BYTES * numbers[i] * dimension;
                    assertThat(out[i]).isCloseTo(InnerProduct.of(rows, base, vector), within(1e-4f));
                    assertThat(out[i]).isCloseTo(InnerProduct.scalar(rows, base, vector), within(1e-4f));
                }
                assertThat(out[count]).isZero();
            }
        }
    }

    @Test
    void theLengthOfAVectorIsThatOfItsNumbers() {
        assertThat(InnerProduct.norm(new float[] {3, 0, -4})).isEqualTo(5);
        assertThat(InnerProduct.norm(new float[2])).isZero();
    }

    /** Returns exactly the numbers, so that a read beyond them fails. */
    private static MemorySegment at(int begin, float[] numbers, Arena arena) {
        long bytes = (long) Float.BYTES * numbers.length;
        MemorySegment rows = arena.allocate(begin + bytes, 64).asSlice(begin);
        MemorySegment.copy(numbers, 0, rows, NativeVectors.FLOAT, 0, numbers.length);
        return rows;
    }

    private static float[] numbers(int count, Random random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
