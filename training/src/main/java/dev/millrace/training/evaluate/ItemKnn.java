package dev.millrace.training.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Scores an item by its similarity to each item of the history: the cosine of who had them, shrunk where few did
 * (Sarwar et al., 2001; shrinkage after Bell and Koren, 2007). Items similar to nothing in the history are not ranked.
 * Immutable and thread-safe.
 */
public final class ItemKnn extends Baseline {
    /** Neighbours kept for each item. */
    public static final int NEIGHBOURS = 100;

    /** What is added to the denominator of every similarity. */
    public static final float SHRINKAGE = 10;

    private final int[][] neighbours;
    private final float[][] similarities;

    /** Learns from training interactions on all processors of the common pool. */
    public ItemKnn(Interactions interactions, int neighbourCount, float shrinkage) {
        super(interactions.itemCount());
        int items = interactions.itemCount();
        neighbours = new int[items][];
        similarities = new float[items][];
        ThreadLocal<float[]> scratch = ThreadLocal.withInitial(() -> new float[items]);
        IntStream.range(0, items).parallel().forEach(item -> {
            float[] similarity = scratch.get();
            Arrays.fill(similarity, 0);
            countTogether(interactions, item, similarity);
            for (int other = 0; other < items; other++) {
                double together = similarity[other];
                similarity[other] = together == 0 || other == item
                        ? Float.NEGATIVE_INFINITY
                        : (float) (together
                                / (Math.sqrt((double) interactions.userCount(item) * interactions.userCount(other))
                                        + shrinkage));
            }
            int[] best = new int[neighbourCount];
            int size = BestItems.select(similarity, best);
            neighbours[item] = Arrays.copyOf(best, size);
            similarities[item] = new float[size];
            for (int i = 0; i < size; i++) {
                similarities[item][i] = similarity[best[i]];
            }
        });
    }

    private static void countTogether(Interactions interactions, int item, float[] together) {
        for (int at = interactions.itemOffsets()[item]; at < interactions.itemOffsets()[item + 1]; at++) {
            int user = interactions.users()[at];
            for (int i = interactions.userOffsets()[user]; i < interactions.userOffsets()[user + 1]; i++) {
                together[interactions.items()[i]]++;
            }
        }
    }

    @Override
    void score(int[] history, float[] scores, Compute compute) {
        long additions = 0;
        for (int item : history) {
            int[] others = neighbours[item];
            float[] weights = similarities[item];
            for (int i = 0; i < others.length; i++) {
                scores[others[i]] += weights[i];
            }
            additions += others.length;
        }
        for (int item = 0; item < scores.length; item++) {
            scores[item] = scores[item] == 0 ? Float.NEGATIVE_INFINITY : scores[item];
        }
        compute.scored(additions, 1);
    }
}
