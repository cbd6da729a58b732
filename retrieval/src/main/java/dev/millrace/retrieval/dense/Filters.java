package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.ItemVectors;
import java.util.Arrays;
import java.util.Random;

/** Draws the filters that an index is tried with. One thread at a time. */
final class Filters {
    private final ItemVectors vectors;
    private final Random random;

    Filters(ItemVectors vectors, long seed) {
        this.vectors = vectors;
        this.random = new Random(seed);
    }

    /** Returns filters that let through about a share of the items, each for itself. */
    Eligible[] random(double share, int count) {
        Eligible[] filters = new Eligible[count];
        for (int i = 0; i < count; i++) {
            ItemSet set = new ItemSet(vectors.size());
            for (int item = 0; item < vectors.size(); item++) {
                if (random.nextDouble() < share) {
                    set.add(item);
                }
            }
            filters[i] = new Eligible(vectors.size(), set, new int[0]);
        }
        return filters;
    }

    /**
     * Returns filters that let through the share of the items nearest to one point: every other time a query, so that
     * what is sought is eligible, and otherwise an item drawn at random, so that it mostly is not.
     *
     * @param queries [count x dimension]
     */
    Eligible[] correlated(double share, ItemVectors queries, int count) {
        Eligible[] filters = new Eligible[count];
        int dimension = vectors.dimension();
        float[] scores = new float[vectors.size()];
        for (int i = 0; i < count; i++) {
            ItemVectors rows = i % 2 == 0 ? queries : vectors;
            int row = i % 2 == 0 ? i : random.nextInt(vectors.size());
            float[] point = Arrays.copyOfRange(rows.values(), row * dimension, (row + 1) * dimension);
            for (int item = 0; item < scores.length; item++) {
                scores[item] = InnerProduct.of(vectors.values(), item * dimension, point);
            }
            float[] sample = new float[Math.min(scores.length, 20_000)];
            for (int s = 0; s < sample.length; s++) {
                sample[s] = scores[(int) ((long) s * scores.length / sample.length)];
            }
            Arrays.sort(sample);
            float least = sample[Math.min(sample.length - 1, (int) (sample.length * (1 - share)))];
            ItemSet set = new ItemSet(scores.length);
            for (int item = 0; item < scores.length; item++) {
                if (scores[item] >= least) {
                    set.add(item);
                }
            }
            filters[i] = new Eligible(scores.length, set, new int[0]);
        }
        return filters;
    }
}
