package dev.millrace.benchmarks;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.FloatVectors;
import java.util.Arrays;
import java.util.Random;

/**
 * Seeded unit vectors as embeddings of items are: 1000 clusters, whose centres and members vary along each axis by
 * {@code 1 / (1 + axis)}, so that few directions carry most and clusters overlap. Their local intrinsic dimension
 * (Levina and Bickel's estimate over 100 neighbours) is about 10; {@link RetrievalBenchmark} prints it. Queries are
 * drawn as items are, and are none of them. Immutable.
 */
final class RetrievalData {
    private static final int CLUSTERS = 1_000;
    private static final double DECAY = 1;
    private static final double SPREAD = 0.6;
    private static final int QUERIES = 512;
    private static final int TRIED = 256;

    private final FloatVectors items;
    private final int[] clusters;
    private final float[][] queries = new float[QUERIES][];
    private final FloatVectors tried;

    /** Draws the data. */
    RetrievalData(int count, int dimension) {
        Random random = new Random(7);
        float[] centres = new float[CLUSTERS * dimension];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = (float) random.nextGaussian();
        }
        float[] values = new float[count * dimension];
        clusters = new int[count];
        for (int item = 0; item < count; item++) {
            clusters[item] = random.nextInt(CLUSTERS);
            draw(random, centres, clusters[item], dimension, values, item * dimension);
        }
        items = new FloatVectors(values, dimension);
        for (int i = 0; i < QUERIES; i++) {
            queries[i] = new float[dimension];
            draw(random, centres, random.nextInt(CLUSTERS), dimension, queries[i], 0);
        }
        float[] others = new float[TRIED * dimension];
        for (int i = 0; i < TRIED; i++) {
            draw(random, centres, random.nextInt(CLUSTERS), dimension, others, i * dimension);
        }
        tried = new FloatVectors(others, dimension);
    }

    private static void draw(Random random, float[] centres, int cluster, int dimension, float[] into, int base) {
        double squares = 0;
        for (int j = 0; j < dimension; j++) {
            double value =
                    Math.pow(1 + j, -DECAY) * (centres[cluster * dimension + j] + SPREAD * random.nextGaussian());
            into[base + j] = (float) value;
            squares += value * value;
        }
        for (int j = 0; j < dimension; j++) {
            into[base + j] /= (float) Math.sqrt(squares);
        }
    }

    FloatVectors items() {
        return items;
    }

    /** Returns the number of queries. */
    int queries() {
        return QUERIES;
    }

    float[] query(int i) {
        return queries[i];
    }

    /** Queries that an index may be tuned with; none of {@link #query}. */
    FloatVectors tried() {
        return tried;
    }

    /**
     * Draws filters.
     *
     * @param share of the items that pass, 1 for no filter
     * @param correlated whether whole clusters pass, as categories do, or each item by itself
     */
    Eligible[] filters(double share, boolean correlated, int count) {
        Random random = new Random(11);
        Eligible[] filters = new Eligible[count];
        if (share == 1) {
            Arrays.fill(filters, Eligible.everything(items.size()));
            return filters;
        }
        for (int i = 0; i < count; i++) {
            ItemSet set = new ItemSet(items.size());
            boolean[] passes = new boolean[CLUSTERS];
            for (int passed = 0; passed < Math.max(1, share * CLUSTERS); ) {
                int cluster = random.nextInt(CLUSTERS);
                passed += passes[cluster] ? 0 : 1;
                passes[cluster] = true;
            }
            for (int item = 0; item < items.size(); item++) {
                if (correlated ? passes[clusters[item]] : random.nextDouble() < share) {
                    set.add(item);
                }
            }
            filters[i] = new Eligible(items.size(), set, new int[0]);
        }
        return filters;
    }
}
