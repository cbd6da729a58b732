package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Candidates;
import java.util.List;

/**
 * What the earlier stages say of a candidate, as the columns a fine ranker was trained with: {@value #RERANK} for the
 * re-ranker's score, {@value #RETRIEVE} for the fused retrieval score, any other name for a column of the feature
 * matrix. NaN where a stage did not score. Training and serving read candidates with this class. Immutable and
 * thread-safe.
 */
public final class PriorColumns {
    /** The re-ranker's score. */
    public static final String RERANK = "rerank";

    /** The fused retrieval score. */
    public static final String RETRIEVE = "retrieve";

    private static final int RERANK_COLUMN = -1;
    private static final int RETRIEVE_COLUMN = -2;

    private final int[] columns;
    private final boolean matrix;

    private PriorColumns(int[] columns, boolean matrix) {
        this.columns = columns;
        this.matrix = matrix;
    }

    /**
     * Finds the columns.
     *
     * @param priors names of the prior columns, in order
     * @param features names of the feature matrix's columns
     * @throws IllegalArgumentException if a name is none of either
     */
    public static PriorColumns of(List<String> priors, List<String> features) {
        int[] columns = new int[priors.size()];
        for (int i = 0; i < columns.length; i++) {
            String name = priors.get(i);
            columns[i] = name.equals(RERANK)
                    ? RERANK_COLUMN
                    : name.equals(RETRIEVE) ? RETRIEVE_COLUMN : features.indexOf(name);
            if (columns[i] == -1 && !name.equals(RERANK)) {
                throw new IllegalArgumentException(
                        "prior: " + name + " (expected: " + RERANK + ", " + RETRIEVE + " or one of " + features + ")");
            }
        }
        return new PriorColumns(columns, priors.equals(features));
    }

    /** Returns the number of columns. */
    public int count() {
        return columns.length;
    }

    /** Returns whether the columns are those of the feature matrix, all of them in their order. */
    public boolean matrix() {
        return matrix;
    }

    /** Writes the columns of a candidate to {@code out[at .. at + count() - 1]}. */
    public void write(Candidates candidates, int row, float[] out, int at) {
        for (int i = 0; i < columns.length; i++) {
            out[at + i] = switch (columns[i]) {
                case RERANK_COLUMN -> candidates.rerankScore(row);
                case RETRIEVE_COLUMN -> candidates.retrievalScore(row);
                default -> candidates.features()[row * candidates.featureWidth() + columns[i]];
            };
        }
    }
}
