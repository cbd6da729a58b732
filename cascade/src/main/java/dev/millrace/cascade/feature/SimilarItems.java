package dev.millrace.cascade.feature;

/**
 * For every item the items most similar to it, or most likely to follow it, best first: the neighbours of item
 * {@code i} are at positions {@code begin(i) .. end(i) - 1}. Implementations are immutable and thread-safe.
 */
public interface SimilarItems {
    /**
     * Returns lists over the arrays, which must not change any more.
     *
     * @param offsets [items + 1], ascending from 0
     * @param neighbours item ordinals
     * @param weights one for each neighbour, &gt; 0, descending within an item
     */
    static SimilarItems of(int[] offsets, int[] neighbours, float[] weights) {
        return new ArraySimilarItems(offsets, neighbours, weights);
    }

    /** Returns lists that are all empty, for {@code items} items. */
    static SimilarItems none(int items) {
        return of(new int[items + 1], new int[0], new float[0]);
    }

    /** Returns the number of items. */
    int size();

    /** Returns where the neighbours of {@code item} begin. */
    int begin(int item);

    /** Returns where the neighbours of {@code item} end, exclusive. */
    int end(int item);

    /** Returns the item at position {@code at} between {@link #begin} and {@link #end}. */
    int neighbour(int at);

    /** Returns the weight at position {@code at}. */
    float weight(int at);

    /** Returns where the neighbours of each item begin, and where the last ones end, [items + 1]; a copy. */
    default int[] offsets() {
        int[] offsets = new int[size() + 1];
        for (int item = 0; item < size(); item++) {
            offsets[item + 1] = end(item);
        }
        return offsets;
    }

    /** Returns all neighbours; a copy. */
    default int[] neighbours() {
        int[] neighbours = new int[size() == 0 ? 0 : end(size() - 1)];
        for (int at = 0; at < neighbours.length; at++) {
            neighbours[at] = neighbour(at);
        }
        return neighbours;
    }

    /** Returns all weights; a copy. */
    default float[] weights() {
        float[] weights = new float[size() == 0 ? 0 : end(size() - 1)];
        for (int at = 0; at < weights.length; at++) {
            weights[at] = weight(at);
        }
        return weights;
    }
}
