package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.FloatVectors;
import java.util.Arrays;
import java.util.Random;

/** Draws the filters that an index is tried with. One thread at a time. */
final class Filters {
    private static final int SAMPLE = 20_000;

    private final FloatVectors vectors;
    private final ClusteredLists lists;
    private final Random random;

    Filters(FloatVectors vectors, ClusteredLists lists, long seed) {
        this.vectors = vectors;
        this.lists = lists;
        this.random = new Random(seed);
    }

    /**
     * Returns a filter that lets through about a share of the items.
     *
     * @param query [dimension], what will be sought under it
     */
    Eligible draw(Band.Filter filter, double share, float[] query) {
        if (filter == Band.Filter.NONE) {
            return Eligible.everything(vectors.size());
        }
        ItemSet set = new ItemSet(vectors.size());
        switch (filter) {
            case NONE, RANDOM -> random(share, set);
            case NEAR -> near(query, share, set);
            case ELSEWHERE -> near(row(random.nextInt(vectors.size())), share, set);
            case PATCHES -> patches(share, set);
        }
        return new Eligible(vectors.size(), set, new int[0]);
    }

    private float[] row(int item) {
        int dimension = vectors.dimension();
        return Arrays.copyOfRange(vectors.values(), item * dimension, (item + 1) * dimension);
    }

    private void random(double share, ItemSet set) {
        for (int item = 0; item < vectors.size(); item++) {
            if (random.nextDouble() < share) {
                set.add(item);
            }
        }
    }

    private void near(float[] point, double share, ItemSet set) {
        float[] scores = new float[vectors.size()];
        for (int item = 0; item < scores.length; item++) {
            scores[item] = InnerProduct.of(vectors.values(), item * point.length, point);
        }
        float[] sample = new float[Math.min(scores.length, SAMPLE)];
        for (int s = 0; s < sample.length; s++) {
            sample[s] = scores[(int) ((long) s * scores.length / sample.length)];
        }
        Arrays.sort(sample);
        float least = sample[Math.min(sample.length - 1, (int) (sample.length * (1 - share)))];
        for (int item = 0; item < scores.length; item++) {
            if (scores[item] >= least) {
                set.add(item);
            }
        }
    }

    private void patches(double share, ItemSet set) {
        int enough = (int) Math.ceil(share * vectors.size());
        int count = 0;
        while (count < enough) {
            int list = random.nextInt(lists.layout().lists());
            int end = lists.firstBlock(list + 1) * BlockScan.ITEMS;
            for (int position = lists.firstBlock(list) * BlockScan.ITEMS; position < end; position++) {
                int item = lists.ordinal(position);
                if (item >= 0 && !set.contains(item) && count < enough) {
                    set.add(item);
                    count++;
                }
            }
        }
    }
}
