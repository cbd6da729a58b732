package dev.millrace.training.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorCoderTest {
    private static final int SIZE = 3_000;
    private static final int DIMENSION = 8;
    private final float[] vectors = new float[SIZE * DIMENSION];

    VectorCoderTest() {
        Random random = new Random(8);
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = (float) random.nextGaussian();
        }
    }

    private static float[] of(int length, float value) {
        float[] all = new float[length];
        Arrays.fill(all, value);
        return all;
    }

    /** Returns the squared errors, [size x dimension], of coding in four bytes. */
    private double[] errors(float[] shares, float[] scales) {
        float[] scaled = vectors.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= scales[i % DIMENSION];
        }
        int[] widths = VectorCoder.widths(scaled, shares, DIMENSION, 4);
        VectorCoder coder = VectorCoder.fitted(vectors, shares, scales, 4, 1);
        float[][] books = coder.learn();
        byte[] codes = coder.assign(books);
        double[] errors = new double[vectors.length];
        for (int item = 0; item < SIZE; item++) {
            int dimension = 0;
            for (int group = 0; group < widths.length; group++) {
                int entry = codes[item * widths.length + group] & 0xff;
                for (int i = 0; i < widths[group]; i++, dimension++) {
                    int at = item * DIMENSION + dimension;
                    errors[at] = Math.pow(books[group][entry * widths[group] + i] / scales[dimension] - vectors[at], 2);
                }
            }
        }
        return errors;
    }

    private static double mean(double[] errors, int from, int to) {
        return Arrays.stream(errors, from, to).average().orElseThrow();
    }

    @Test
    void vectorsThatCountMoreAreOffByLess() {
        float[] shares = of(SIZE, 1);
        Arrays.fill(shares, 0, 200, 100);
        double alike = mean(errors(of(SIZE, 1), of(DIMENSION, 1)), 0, 200 * DIMENSION);
        double more = mean(errors(shares, of(DIMENSION, 1)), 0, 200 * DIMENSION);
        assertThat(more).isLessThan(0.5 * alike);
    }

    @Test
    void dimensionsThatCountMoreAreOffByLess() {
        float[] scales = of(DIMENSION, 1);
        scales[0] = 10;
        double alike = 0;
        double more = 0;
        double[] before = errors(of(SIZE, 1), of(DIMENSION, 1));
        double[] after = errors(of(SIZE, 1), scales);
        for (int item = 0; item < SIZE; item++) {
            alike += before[item * DIMENSION];
            more += after[item * DIMENSION];
        }
        assertThat(more).isLessThan(0.1 * alike);
    }
}
