package dev.millrace.retrieval.dense;

import dev.millrace.cascade.feature.FloatVectors;
import java.util.Arrays;
import java.util.Random;

/** Draws the queries that an index is tried with, half of them to choose by and half to measure what was chosen. */
final class SampleQueries {
    private static final int COUNT = 256;

    /** Fewer say too little by themselves. */
    private static final int FEWEST = 32;

    private SampleQueries() {}

    /**
     * Returns at most {@value #COUNT} of {@code queries} that are not all zero; where those are fewer than
     * {@value #FEWEST}, made up to {@value #COUNT} with items: two items, then two sums of two, as the user is who
     * likes both, and so on, that each half has as many of both.
     */
    static FloatVectors of(FloatVectors queries, FloatVectors vectors, long seed) {
        int dimension = vectors.dimension();
        Random random = new Random(seed);
        float[] drawn = new float[COUNT * dimension];
        int count = 0;
        for (int i = 0; i < queries.size() && count < COUNT; i++) {
            if (queries.dot(i, i) > 0) {
                add(queries, i, drawn, count++);
            }
        }
        for (int i = count < FEWEST ? count : COUNT; i < COUNT; i++) {
            int one = random.nextInt(vectors.size());
            int other = random.nextInt(vectors.size());
            add(vectors, one, drawn, count);
            if (i % 4 >= 2) {
                add(vectors, other, drawn, count);
            }
            count++;
        }
        return new FloatVectors(Arrays.copyOf(drawn, count * dimension), dimension);
    }

    /** Returns every other one, from the first or the second on. */
    static FloatVectors half(FloatVectors sample, int first) {
        int dimension = sample.dimension();
        int count = (sample.size() + 1 - first) / 2;
        float[] half = new float[count * dimension];
        for (int i = 0; i < count; i++) {
            System.arraycopy(sample.values(), (2 * i + first) * dimension, half, i * dimension, dimension);
        }
        return new FloatVectors(half, dimension);
    }

    private static void add(FloatVectors rows, int row, float[] into, int at) {
        int dimension = rows.dimension();
        float norm = (float) Math.sqrt(rows.dot(row, row));
        for (int j = 0; j < dimension && norm > 0; j++) {
            into[at * dimension + j] += rows.values()[row * dimension + j] / norm;
        }
    }
}
