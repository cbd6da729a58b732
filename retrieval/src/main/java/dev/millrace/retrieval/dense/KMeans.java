package dev.millrace.retrieval.dense;

import dev.millrace.cascade.feature.FloatVectors;
import java.util.Arrays;
import java.util.Random;

/**
 * Centres of the item vectors by Lloyd's algorithm on a sample (Lloyd, Least squares quantization in PCM, 1982).
 *
 * <p>A sample of {@value #SAMPLE} items a centre and {@value #ROUNDS} rounds: more of either changed what a search
 * finds by less than the noise (ADR 0042). A centre that loses all its points starts again at one of the sample.
 */
final class KMeans {
    private static final int SAMPLE = 40;
    private static final int ROUNDS = 8;

    private KMeans() {}

    /**
     * Returns centres, [count x dimension] row-major; a function of the vectors and the seed alone.
     *
     * @param count of centres, at least 1 and at most the items
     */
    static float[] centres(FloatVectors vectors, int count, long seed, int threads, Progress progress) {
        Random random = new Random(seed);
        int dimension = vectors.dimension();
        float[] sample = sample(vectors, (int) Math.min(vectors.size(), (long) SAMPLE * count), random);
        float[] centres = Arrays.copyOf(sample, count * dimension);
        for (int round = 0; round < ROUNDS; round++) {
            int[] nearest = new NearestCentre(centres, dimension).of(sample, threads);
            move(centres, sample, nearest, dimension, random);
            progress.at(round + 1L, ROUNDS);
        }
        return centres;
    }

    /** Draws distinct items; the first are as good a beginning as any. */
    private static float[] sample(FloatVectors vectors, int size, Random random) {
        int dimension = vectors.dimension();
        int[] items = new int[vectors.size()];
        Arrays.setAll(items, item -> item);
        float[] sample = new float[size * dimension];
        for (int i = 0; i < size; i++) {
            int other = i + random.nextInt(items.length - i);
            int item = items[other];
            items[other] = items[i];
            System.arraycopy(vectors.values(), item * dimension, sample, i * dimension, dimension);
        }
        return sample;
    }

    private static void move(float[] centres, float[] sample, int[] nearest, int dimension, Random random) {
        int[] members = new int[centres.length / dimension];
        double[] sums = new double[centres.length];
        for (int point = 0; point < nearest.length; point++) {
            int centre = nearest[point];
            members[centre]++;
            for (int j = 0; j < dimension; j++) {
                sums[centre * dimension + j] += sample[point * dimension + j];
            }
        }
        for (int centre = 0; centre < members.length; centre++) {
            int lost = members[centre] > 0 ? -1 : random.nextInt(nearest.length);
            for (int j = 0; j < dimension; j++) {
                centres[centre * dimension + j] = lost >= 0
                        ? sample[lost * dimension + j]
                        : (float) (sums[centre * dimension + j] / members[centre]);
            }
        }
    }
}
