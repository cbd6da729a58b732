package dev.millrace.benchmarks.release;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.FloatVectors;
import java.util.SplittableRandom;

/**
 * Item vectors of length one that lie in clusters, as learned ones do. Stateless.
 *
 * <p>About a thousand clusters, each a flat piece of {@value #LOCAL} directions around its centre, so that the local
 * intrinsic dimension is about {@value #LOCAL} whatever the dimension. A cluster belongs to one category, so that a
 * filter by category is correlated with the vectors, which is the hard case of filtered search.
 */
final class ClusteredVectors {
    private static final int CLUSTERS = 1000;
    private static final int LOCAL = 10;
    private static final float SPREAD = 0.2f;
    private static final float NOISE = 0.02f;

    private ClusteredVectors() {}

    /** Returns the cluster of every item, [items], from the first keyword of its category. */
    static int[] clusters(Column.Keywords category, long seed) {
        int categories = category.dictionary().size();
        int perCategory = Math.max(1, CLUSTERS / categories);
        SplittableRandom random = new SplittableRandom(seed);
        int[] clusters = new int[category.size()];
        for (int item = 0; item < clusters.length; item++) {
            int code = category.has(item) ? category.code(category.begin(item)) : 0;
            clusters[item] = code * perCategory + random.nextInt(perCategory);
        }
        return clusters;
    }

    /** Draws the vectors of items, given the cluster of each. */
    static FloatVectors draw(int[] clusters, int dimension, long seed) {
        int most = 0;
        for (int cluster : clusters) {
            most = Math.max(most, cluster);
        }
        SplittableRandom random = new SplittableRandom(seed);
        float[] centres = new float[(most + 1) * dimension];
        float[] directions = new float[(most + 1) * LOCAL * dimension];
        unitRows(centres, dimension, random);
        unitRows(directions, dimension, random);
        float[] values = new float[Math.multiplyExact(clusters.length, dimension)];
        for (int item = 0; item < clusters.length; item++) {
            place(values, item * dimension, dimension, clusters[item], centres, directions, random);
            normalise(values, item * dimension, dimension);
        }
        return new FloatVectors(values, dimension);
    }

    private static void place(
            float[] values,
            int at,
            int dimension,
            int cluster,
            float[] centres,
            float[] directions,
            SplittableRandom random) {
        for (int i = 0; i < dimension; i++) {
            values[at + i] = centres[cluster * dimension + i] + NOISE * (float) random.nextGaussian();
        }
        for (int local = 0; local < LOCAL; local++) {
            float step = SPREAD * (float) random.nextGaussian();
            int row = (cluster * LOCAL + local) * dimension;
            for (int i = 0; i < dimension; i++) {
                values[at + i] += step * directions[row + i];
            }
        }
    }

    private static void unitRows(float[] rows, int dimension, SplittableRandom random) {
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
        }
        for (int at = 0; at < rows.length; at += dimension) {
            normalise(rows, at, dimension);
        }
    }

    private static void normalise(float[] values, int at, int dimension) {
        double squares = 0;
        for (int i = at; i < at + dimension; i++) {
            squares += (double) values[i] * values[i];
        }
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = at; i < at + dimension; i++) {
            values[i] *= scale;
        }
    }
}
