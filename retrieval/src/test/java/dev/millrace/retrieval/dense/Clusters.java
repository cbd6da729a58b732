package dev.millrace.retrieval.dense;

import dev.millrace.cascade.feature.FloatVectors;
import java.util.Random;

/** Seeded vectors in clusters, of any norm, as factors of items are. */
public final class Clusters {
    private final Random random;
    private final int dimension;
    private final float[] centres;
    private final int count;

    /** Draws {@code count} centres. */
    public Clusters(long seed, int count, int dimension) {
        this.random = new Random(seed);
        this.dimension = dimension;
        this.count = count;
        this.centres = new float[count * dimension];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = (float) random.nextGaussian();
        }
    }

    /** Returns {@code items} vectors; norms spread over a factor of about {@code spread}, few of them large. */
    public FloatVectors items(int items, double spread) {
        float[] values = new float[items * dimension];
        for (int item = 0; item < items; item++) {
            double norm = Math.pow(spread, Math.pow(random.nextDouble(), 3));
            fill(values, item * dimension, norm);
        }
        return new FloatVectors(values, dimension);
    }

    /** Returns a vector drawn as the items are. */
    public float[] query() {
        float[] values = new float[dimension];
        fill(values, 0, 0.1 + 5 * random.nextDouble());
        return values;
    }

    private void fill(float[] values, int base, double norm) {
        int centre = random.nextInt(count) * dimension;
        double squares = 0;
        for (int i = 0; i < dimension; i++) {
            values[base + i] = centres[centre + i] + 0.6f * (float) random.nextGaussian();
            squares += values[base + i] * values[base + i];
        }
        for (int i = 0; i < dimension; i++) {
            values[base + i] *= (float) (norm / Math.sqrt(squares));
        }
    }
}
