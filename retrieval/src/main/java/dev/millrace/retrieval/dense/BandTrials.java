package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.kernel.NativeVectors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Draws trials of all bands for some queries, with filters of their own. One thread at a time. */
final class BandTrials {
    /** Filters are tried with few queries. */
    private static final int FILTERED_QUERIES = 24;

    private final NativeVectors vectors;
    private final FloatVectors queries;
    private final Filters filters;

    /**
     * Creates trials.
     *
     * @param lists those that filters of lists are drawn from
     * @param queries at least one, none of them zero
     * @param seed of the filters
     */
    BandTrials(NativeVectors vectors, ClusteredLists lists, FloatVectors queries, long seed) {
        this.vectors = vectors;
        this.queries = queries;
        this.filters = new Filters(vectors, lists, seed);
    }

    /** Returns a trial for each band of one filter; those of one selectivity share theirs. */
    Map<Band, Trial> of(Band.Filter filter) {
        double[] wanted = filter.wanted();
        double[] shares = Arrays.stream(filter.selectivities())
                .filter(share -> holds(wanted[0], share))
                .toArray();
        int count = filter == Band.Filter.NONE ? queries.size() : Math.min(queries.size(), FILTERED_QUERIES);
        Eligible[][] drawn = new Eligible[count][];
        for (int i = 0; i < count; i++) {
            drawn[i] = filters.draw(filter, shares, query(i));
        }
        Map<Band, Trial> trials = new LinkedHashMap<>();
        for (int i = 0; i < shares.length; i++) {
            double share = shares[i];
            double[] sought =
                    Arrays.stream(wanted).filter(some -> holds(some, share)).toArray();
            Trial trial = Trial.of(vectors, queries, column(drawn, i), (int) sought[sought.length - 1]);
            for (double some : sought) {
                trials.put(new Band((int) some, share, filter), trial);
            }
        }
        return trials;
    }

    /** Where more than half of what is eligible is wanted there is nothing to choose. */
    private boolean holds(double wanted, double share) {
        return wanted <= vectors.size() * share / 2;
    }

    private float[] query(int row) {
        int dimension = queries.dimension();
        return Arrays.copyOfRange(queries.values(), row * dimension, (row + 1) * dimension);
    }

    private static Eligible[] column(Eligible[][] rows, int column) {
        return Arrays.stream(rows).map(row -> row[column]).toArray(Eligible[]::new);
    }
}
