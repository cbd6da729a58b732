package dev.millrace.cascade.feature;

/** Similar items in arrays: compressed sparse rows. Immutable and thread-safe. */
final class ArraySimilarItems implements SimilarItems {
    private final int[] offsets;
    private final int[] neighbours;
    private final float[] weights;

    ArraySimilarItems(int[] offsets, int[] neighbours, float[] weights) {
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

    @Override
    public int size() {
        return offsets.length - 1;
    }

    @Override
    public int begin(int item) {
        return offsets[item];
    }

    @Override
    public int end(int item) {
        return offsets[item + 1];
    }

    @Override
    public int neighbour(int at) {
        return neighbours[at];
    }

    @Override
    public float weight(int at) {
        return weights[at];
    }
}
