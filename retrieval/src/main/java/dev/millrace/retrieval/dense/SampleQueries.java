package dev.millrace.retrieval.dense;

import dev.millrace.cascade.feature.FloatVectors;
import java.util.Random;

/** Draws the queries that an index is tried with. */
final class SampleQueries {
    private static final int COUNT = 128;

    private SampleQueries() {}

    /**
     * Returns at most {@value #COUNT} of {@code queries} that are not all zero; where there are none, as many made of
     * items: every other one is an item, the rest are sums of two, as the user is who likes both.
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
        for (int i = 0; i < COUNT && queries.size() == 0; i++) {
            int one = random.nextInt(vectors.size());
            int other = random.nextInt(vectors.size());
            add(vectors, one, drawn, count);
            if (i % 2 == 1) {
                add(vectors, other, drawn, count);
            }
            count++;
        }
        return new FloatVectors(java.util.Arrays.copyOf(drawn, count * dimension), dimension);
    }

    private static void add(FloatVectors rows, int row, float[] into, int at) {
        int dimension = rows.dimension();
        float norm = (float) Math.sqrt(rows.dot(row, row));
        for (int j = 0; j < dimension && norm > 0; j++) {
            into[at * dimension + j] += rows.values()[row * dimension + j] / norm;
        }
    }
}
