package dev.millrace.training.sequence;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The items one softmax normalises over: the whole catalogue, or a sample with each item's probability of being in it.
 *
 * <p>A sample is the union of the step's own targets and uniformly drawn items. An item with popularity p is in it with
 * probability {@code 1 - (1 - p)^targets (1 - 1/n)^drawn}; taking the logarithm of that off the logits (the logQ
 * correction; Bengio and Senécal, 2008) keeps the estimate of the softmax honest. Immutable; arrays are read only.
 */
final class CatalogueRows {
    private final int[] items;
    private final int[] targets;
    private final float[] inclusion;

    private CatalogueRows(int[] items, int[] targets, float[] inclusion) {
        this.items = items;
        this.targets = targets;
        this.inclusion = inclusion;
    }

    static CatalogueRows all(int itemCount, int[] targets) {
        int[] items = new int[itemCount];
        Arrays.setAll(items, i -> i);
        return new CatalogueRows(items, targets, new float[0]);
    }

    /**
     * Draws a sample.
     *
     * @param popularity share of every item among the targets of the data
     * @param drawn number of uniform draws
     */
    static CatalogueRows sample(double[] popularity, int[] targets, int drawn, RandomGenerator random) {
        int n = popularity.length;
        int[] all = Arrays.copyOf(targets, targets.length + drawn);
        for (int i = targets.length; i < all.length; i++) {
            all[i] = random.nextInt(n);
        }
        int[] items = Arrays.stream(all).sorted().distinct().toArray();
        int[] local = new int[targets.length];
        Arrays.setAll(local, i -> Arrays.binarySearch(items, targets[i]));
        double notDrawn = drawn * Math.log1p(-1.0 / Math.max(2, n));
        float[] inclusion = new float[items.length];
        for (int i = 0; i < items.length; i++) {
            double notTarget = targets.length * Math.log1p(-Math.min(0.999, popularity[items[i]]));
            inclusion[i] = (float) -Math.expm1(notTarget + notDrawn);
        }
        return new CatalogueRows(items, local, inclusion);
    }

    /** Item of every row, ascending. */
    int[] items() {
        return items;
    }

    /** Row of every target. */
    int[] targets() {
        return targets;
    }

    /** Probability that {@code row} is here; 1 for the whole catalogue. */
    float inclusion(int row) {
        return inclusion.length == 0 ? 1 : inclusion[row];
    }

    boolean sampled() {
        return inclusion.length > 0;
    }
}
