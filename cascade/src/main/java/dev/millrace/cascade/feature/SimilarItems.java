package dev.millrace.cascade.feature;

/**
 * For every item the items most similar to it, or most likely to follow it, best first.
 * Immutable and thread-safe; compressed sparse rows: the neighbours of item {@code i} are at
 * {@code offsets[i] .. offsets[i + 1] - 1}.
 */
public final class SimilarItems {
    private final int[] offsets;
    private final int[] neighbours;
    private final float[] weights;

    /**
     * Creates the lists over the arrays, which must not change any more.
     *
     * @param offsets [items + 1], ascending from 0
     * @param neighbours item ordinals
     * @param weights one for each neighbour, &gt; 0, descending within an item
     */
    public SimilarItems(int[] offsets, int[] neighbours, float[] weights) {
        checkOffsets(offsets, neighbours.length);
        if (neighbours.length != weights.length) {
            throw new IllegalArgumentException(
                    "lengths: " + neighbours.length + " neighbours, " + weights.length + " weights (expected: equal)");
        }
        for (int neighbour : neighbours) {
            if (neighbour < 0 || neighbour >= offsets.length - 1) {
                throw new IllegalArgumentException(
                        "neighbour: " + neighbour + " (expected: 0 to " + (offsets.length - 2) + ")");
            }
        }
        this.offsets = offsets;
        this.neighbours = neighbours;
        this.weights = weights;
    }

    /** Throws unless the offsets ascend from 0 to {@code end}. */
    static void checkOffsets(int[] offsets, int end) {
        if (offsets.length == 0 || offsets[0] != 0 || offsets[offsets.length - 1] != end) {
            throw new IllegalArgumentException("offsets: (expected: to begin at 0 and end at " + end + ")");
        }
        for (int i = 1; i < offsets.length; i++) {
            if (offsets[i] < offsets[i - 1]) {
                throw new IllegalArgumentException(
                        "offsets: " + offsets[i - 1] + " before " + offsets[i] + " (expected: ascending)");
            }
        }
    }

    /** Returns lists that are all empty, for {@code items} items. */
    public static SimilarItems none(int items) {
        return new SimilarItems(new int[items + 1], new int[0], new float[0]);
    }

    /** Returns the number of items. */
    public int size() {
        return offsets.length - 1;
    }

    /** Returns where the neighbours of {@code item} begin. */
    public int begin(int item) {
        return offsets[item];
    }

    /** Returns where the neighbours of {@code item} end, exclusive. */
    public int end(int item) {
        return offsets[item + 1];
    }

    /** Returns the item at position {@code at} between {@link #begin} and {@link #end}. */
    public int neighbour(int at) {
        return neighbours[at];
    }

    /** Returns the weight at position {@code at}. */
    public float weight(int at) {
        return weights[at];
    }

    /** Returns the offsets, [items + 1]; read only. */
    public int[] offsets() {
        return offsets;
    }

    /** Returns all neighbours; read only. */
    public int[] neighbours() {
        return neighbours;
    }

    /** Returns all weights; read only. */
    public float[] weights() {
        return weights;
    }
}
