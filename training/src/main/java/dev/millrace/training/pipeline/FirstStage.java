package dev.millrace.training.pipeline;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.FoldIn;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.HistoryVectors;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.training.factors.FactorModel;
import dev.millrace.training.neighbours.NeighbourConfig;
import java.util.Map;

/**
 * What stage 1 learned from some events: the catalogue with vectors and similar items, and the fold-in of histories.
 * Immutable and thread-safe.
 *
 * @param catalog items, statistics, vectors, similar items
 * @param factors the factor model the vectors come from
 * @param neighbours how the similar items were learned
 * @param repeats whether items of the history may be recommended
 */
record FirstStage(Catalog catalog, FactorModel factors, NeighbourConfig neighbours, boolean repeats) {
    /** Returns the fold-in that goes with the catalogue. */
    HistoryVectors userVectors() {
        FoldIn foldIn = factors.foldIn();
        return new HistoryVectors(foldIn, catalog.items().schema());
    }

    /** Returns the query of a user with that history who asks for anything. */
    Query query(History history, UserVectors userVectors) {
        int[] excluded = repeats ? new int[0] : history.items();
        return Query.of(
                catalog, userVectors, history, new Eligible(catalog.items().size(), null, excluded), Map.of());
    }
}
