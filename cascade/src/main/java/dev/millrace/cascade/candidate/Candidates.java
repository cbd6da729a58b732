package dev.millrace.cascade.candidate;

import java.util.Arrays;

/**
 * The candidates of one request, a struct of arrays.
 *
 * <p>Owned by one worker and reused: {@link #clear()} starts a new request. Arrays may be longer than {@link #size()}.
 * Not thread-safe. Row {@code i} of the feature matrix is {@code features[i * featureWidth .. (i + 1) * featureWidth)};
 * features are built once and stay in place while {@link #order()} sorts, so a row is always addressed by the position
 * the candidate was added at.
 */
public final class Candidates {
    private int size;
    private int[] ordinals = new int[0];
    private int[] sources = new int[0];
    private float[] scores = new float[0];
    private float[] retrievalScores = new float[0];
    private float[] rerankScores = new float[0];
    private Tier[] tiers = new Tier[0];
    private long[] keys = new long[0];
    private int[] order = new int[0];
    private float[] features = new float[0];
    private int featureWidth;
    private float[] scratch = new float[0];

    /** Forgets all candidates. */
    public void clear() {
        size = 0;
        featureWidth = 0;
    }

    /** Returns the number of candidates. */
    public int size() {
        return size;
    }

    /**
     * Appends a candidate of tier {@link Tier#RETRIEVE}.
     *
     * @param ordinal the item
     * @param sourceMask bits of {@link Source}
     * @param score the fused retrieval score, comparable within this request only
     */
    public void add(int ordinal, int sourceMask, float score) {
        if (size == ordinals.length) {
            grow(Math.max(64, size * 2));
        }
        ordinals[size] = ordinal;
        sources[size] = sourceMask;
        scores[size] = score;
        retrievalScores[size] = score;
        rerankScores[size] = Float.NaN;
        tiers[size] = Tier.RETRIEVE;
        order[size] = size;
        size++;
    }

    /** Returns the item of row {@code row}. */
    public int ordinal(int row) {
        return ordinals[row];
    }

    /** Returns the item ordinals by row; read only. */
    public int[] ordinals() {
        return ordinals;
    }

    /** Returns the mask of {@link Source} bits of row {@code row}. */
    public int sources(int row) {
        return sources[row];
    }

    /** Returns the score given by the stage that {@link #tier(int)} names. */
    public float score(int row) {
        return scores[row];
    }

    /** Returns the fused retrieval score of row {@code row}. */
    public float retrievalScore(int row) {
        return retrievalScores[row];
    }

    /** Returns the re-ranker's score of row {@code row}, NaN where it did not score. */
    public float rerankScore(int row) {
        return rerankScores[row];
    }

    /** Returns the last stage that scored row {@code row}. */
    public Tier tier(int row) {
        return tiers[row];
    }

    /** Lifts row {@code row} into {@code tier} with the score that stage gave it. */
    public void lift(int row, Tier tier, float score) {
        tiers[row] = tier;
        scores[row] = score;
        if (tier == Tier.RERANK) {
            rerankScores[row] = score;
        }
    }

    /** Makes room for {@code width} features a row and returns the matrix, [size x width] row-major, to fill. */
    public float[] allocateFeatures(int width) {
        featureWidth = width;
        if (features.length < size * width) {
            features = new float[Math.max(size * width, features.length * 2)];
        }
        return features;
    }

    /** Returns the feature matrix, [size x featureWidth] row-major. */
    public float[] features() {
        return features;
    }

    /** Returns the number of features a row, 0 before they are built. */
    public int featureWidth() {
        return featureWidth;
    }

    /** Returns at least {@code length} floats of unspecified content, valid until the next call. */
    public float[] scratch(int length) {
        if (scratch.length < length) {
            scratch = new float[Math.max(length, ordinals.length)];
        }
        return scratch;
    }

    /**
     * Sorts the rows into rank order, best first: by tier, then by score, ties by the order they were added. The two
     * zeros are a tie; NaN, which is no score, stands below every score of its tier.
     *
     * @return row numbers in rank order; the first {@link #size()} entries are valid until the next change
     */
    public int[] rank() {
        for (int row = 0; row < size; row++) {
            // Ascending keys: higher tier first, then higher score, then lower row.
            float score = scores[row];
            int bits = Float.floatToRawIntBits(score + 0f); // -0 + 0 is 0
            int ascending = Float.isNaN(score) ? Integer.MIN_VALUE : bits ^ ((bits >> 31) & 0x7fffffff);
            long descending = (~(long) ascending & 0xffffffffL) ^ 0x80000000L;
            keys[row] = ((long) (Tier.FINE.ordinal() - tiers[row].ordinal()) << 60) | (descending << 24) | row;
        }
        Arrays.sort(keys, 0, size);
        for (int i = 0; i < size; i++) {
            order[i] = (int) (keys[i] & 0xffffff);
        }
        return order;
    }

    /** Returns the row numbers in the order of the last {@link #rank()}, or as added before the first. */
    public int[] order() {
        return order;
    }

    private void grow(int capacity) {
        if (capacity > 1 << 24) {
            throw new IllegalArgumentException("candidates: " + capacity + " (expected: <= " + (1 << 24) + ")");
        }
        ordinals = Arrays.copyOf(ordinals, capacity);
        sources = Arrays.copyOf(sources, capacity);
        scores = Arrays.copyOf(scores, capacity);
        retrievalScores = Arrays.copyOf(retrievalScores, capacity);
        rerankScores = Arrays.copyOf(rerankScores, capacity);
        tiers = Arrays.copyOf(tiers, capacity);
        keys = Arrays.copyOf(keys, capacity);
        order = Arrays.copyOf(order, capacity);
    }
}
