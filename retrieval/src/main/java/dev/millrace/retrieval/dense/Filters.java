package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.kernel.NativeVectors;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws the filters that an index is tried with. One thread at a time. */
final class Filters {
    private static final int SAMPLE = 20_000;

    private final NativeVectors vectors;
    private final ClusteredLists lists;
    private final SplittableRandom random;

    Filters(NativeVectors vectors, ClusteredLists lists, long seed) {
        this.vectors = vectors;
        this.lists = lists;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Returns filters of one kind, each letting through about a share of the items.
     *
     * @param shares of each, in {@code (0, 1]}
     * @param query [dimension], what will be sought under them
     */
    Eligible[] draw(Band.Filter filter, double[] shares, float[] query) {
        Eligible[] drawn = new Eligible[shares.length];
        float[] near = switch (filter) {
            case NEAR -> scores(query);
            case ELSEWHERE -> scores(row(random.nextInt(vectors.size())));
            case NONE, RANDOM, PATCHES -> new float[0];
        };
        for (int i = 0; i < shares.length; i++) {
            drawn[i] = filter == Band.Filter.NONE
                    ? Eligible.everything(vectors.size())
                    : new Eligible(vectors.size(), set(filter, shares[i], near), new int[0]);
        }
        return drawn;
    }

    private ItemSet set(Band.Filter filter, double share, float[] scores) {
        ItemSet set = new ItemSet(vectors.size());
        switch (filter) {
            case NONE, RANDOM -> random(share, set);
            case NEAR, ELSEWHERE -> best(scores, share, set);
            case PATCHES -> patches(share, set);
        }
        return set;
    }

    private float[] row(int item) {
        float[] row = new float[vectors.dimension()];
        vectors.copy(item, row);
        return row;
    }

    private void random(double share, ItemSet set) {
        for (int item = 0; item < vectors.size(); item++) {
            if (random.nextDouble() < share) {
                set.add(item);
            }
        }
    }

    private float[] scores(float[] point) {
        float[] scores = new float[vectors.size()];
        for (int item = 0; item < scores.length; item++) {
            scores[item] = InnerProduct.of(vectors.rows(), vectors.offset(item), point);
        }
        return scores;
    }

    private static void best(float[] scores, double share, ItemSet set) {
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
