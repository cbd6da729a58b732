package dev.millrace.training.evaluate;

import dev.millrace.cascade.candidate.TopItems;
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
        ThreadLocal<Together> scratch = ThreadLocal.withInitial(() -> new Together(items));
        IntStream.range(0, items).parallel().forEach(item -> {
            TopItems best = scratch.get().most(interactions, item, neighbourCount, shrinkage);
            neighbours[item] = new int[best.size()];
            similarities[item] = new float[best.size()];
            for (int rank = 0; rank < best.size(); rank++) {
                neighbours[item][rank] = best.ordinal(rank);
                similarities[item][rank] = best.score(rank);
            }
        });
    }

    /** Finds who was had together with an item, looking at no other items. One thread at a time. */
    private static final class Together {
        private final int[] times;
        private final int[] met;
        private final TopItems best = new TopItems(0);

        Together(int items) {
            times = new int[items];
            met = new int[items];
        }

        TopItems most(Interactions interactions, int item, int count, float shrinkage) {
            int size = meet(interactions, item);
            Arrays.sort(met, 0, size);
            best.reset(count);
            for (int i = 0; i < size; i++) {
                int other = met[i];
                if (other != item) {
                    best.offer(other, (float) (times[other]
                            / (Math.sqrt((double) interactions.userCount(item) * interactions.userCount(other))
                                    + shrinkage)));
                }
                times[other] = 0;
            }
            best.sort();
            return best;
        }

        private int meet(Interactions interactions, int item) {
            int size = 0;
            for (int at = interactions.itemOffsets()[item]; at < interactions.itemOffsets()[item + 1]; at++) {
                int user = interactions.users()[at];
                for (int i = interactions.userOffsets()[user]; i < interactions.userOffsets()[user + 1]; i++) {
                    int other = interactions.items()[i];
                    if (times[other]++ == 0) {
                        met[size++] = other;
                    }
                }
            }
            return size;
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
