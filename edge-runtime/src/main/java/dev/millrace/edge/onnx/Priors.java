package dev.millrace.edge.onnx;

import dev.millrace.cascade.candidate.Candidates;
import java.util.List;

/** What the earlier stages say of a candidate, as the columns a fine ranker was trained with. Immutable and thread-safe. */
final class Priors {
    private static final int RERANK = -1;
    private static final int RETRIEVE = -2;

    private final int[] columns;

    Priors(List<String> names, List<String> features) {
        columns = new int[names.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = column(names.get(i), features);
        }
    }

    private static int column(String name, List<String> features) {
        if (name.equals("rerank")) {
            return RERANK;
        }
        if (name.equals("retrieve")) {
            return RETRIEVE;
        }
        int column = features.indexOf(name);
        if (column < 0) {
            throw new IllegalArgumentException(
                    "prior: " + name + " (expected: rerank, retrieve or one of " + features + ")");
        }
        return column;
    }

    int count() {
        return columns.length;
    }

    /** Writes the columns of a candidate to {@code out}. */
    void write(Candidates candidates, int row, float[] out) {
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] == RERANK) {
                out[i] = candidates.rerankScore(row);
            } else if (columns[i] == RETRIEVE) {
                out[i] = candidates.retrievalScore(row);
            } else {
                out[i] = candidates.features()[row * candidates.featureWidth() + columns[i]];
            }
        }
    }
}
