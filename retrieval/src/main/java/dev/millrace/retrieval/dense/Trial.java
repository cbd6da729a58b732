package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.kernel.NativeVectors;
import java.util.Arrays;
import java.util.BitSet;

/** Queries with the items an exact scan finds for them. Immutable and thread-safe. */
final class Trial {
    private final float[][] queries;
    private final Eligible[] eligible;
    private final int[][] best;

    private Trial(float[][] queries, Eligible[] eligible, int[][] best) {
        this.queries = queries;
        this.eligible = eligible;
        this.best = best;
    }

    /**
     * Scans for the best {@code wanted} eligible items of each query.
     *
     * @param queries [count x dimension]
     * @param eligible for each query
     */
    static Trial of(NativeVectors vectors, FloatVectors queries, Eligible[] eligible, int wanted) {
        ExactIndex exact = new ExactIndex(vectors);
        int dimension = queries.dimension();
        float[][] rows = new float[eligible.length][];
        int[][] best = new int[eligible.length][];
        for (int i = 0; i < eligible.length; i++) {
            rows[i] = Arrays.copyOfRange(queries.values(), i * dimension, (i + 1) * dimension);
            TopItems top = new TopItems(wanted);
            exact.search(rows[i], eligible[i], top);
            best[i] = new int[top.size()];
            for (int rank = 0; rank < best[i].length; rank++) {
                best[i][rank] = top.ordinal(rank);
            }
        }
        return new Trial(rows, eligible, best);
    }

    /** Returns the trial of the first queries, at most so many. */
    Trial first(int count) {
        int least = Math.min(count, queries.length);
        return new Trial(Arrays.copyOf(queries, least), Arrays.copyOf(eligible, least), Arrays.copyOf(best, least));
    }

    /** One way to search, as a trial calls it. */
    interface Search {
        VectorIndex.Visit search(float[] query, Eligible eligible, TopItems into);
    }

    /**
     * What a search found. Immutable.
     *
     * @param recall mean share of the best that was found
     * @param error standard error of the mean
     * @param visited items scored, mean
     */
    record Tally(double recall, double error, double visited) {}

    /** Searches for the best {@code wanted}, at most those the trial was made with. */
    Tally tally(Search search, int wanted) {
        double sum = 0;
        double squares = 0;
        double visited = 0;
        TopItems top = new TopItems(wanted);
        BitSet sought = new BitSet();
        for (int i = 0; i < queries.length; i++) {
            top.reset(wanted);
            visited += search.search(queries[i], eligible[i], top).visited();
            int there = Math.min(wanted, best[i].length);
            sought.clear();
            for (int rank = 0; rank < there; rank++) {
                sought.set(best[i][rank]);
            }
            int found = 0;
            for (int rank = 0; rank < top.size(); rank++) {
                found += sought.get(top.ordinal(rank)) ? 1 : 0;
            }
            double recall = there == 0 ? 1 : (double) found / there;
            sum += recall;
            squares += recall * recall;
        }
        int count = queries.length;
        double mean = sum / count;
        return new Tally(mean, Math.sqrt(Math.max(0, squares / count - mean * mean) / count), visited / count);
    }
}
