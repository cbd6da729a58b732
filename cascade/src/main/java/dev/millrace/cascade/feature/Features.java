package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Candidates;
import java.util.List;

/**
 * Builds the feature matrix of a request's candidates; the same code in training, on the server and on a device.
 * Implementations are immutable and thread-safe.
 */
public interface Features {
    /** Returns the names of the features, in column order. */
    List<String> names();

    /**
     * Fills {@code candidates.allocateFeatures(names().size())}, one row a candidate. A missing feature is NaN; the
     * re-ranker says what that means to it.
     */
    void build(Query query, Candidates candidates);
}
