package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Candidates;
import java.util.List;

/**
 * Neighbouring columns of the feature matrix that share their work. Groups are immutable and shared; the scratch of one
 * request is a {@link Worker}'s.
 */
interface FeatureGroup {
    /** Returns the names of the columns, in order. */
    List<String> names();

    /** Returns a new worker. */
    Worker worker();

    /** Fills the columns of a group; owned by one thread and reused from request to request. */
    interface Worker {
        /**
         * Fills the columns that begin at {@code column}, one row a candidate; NaN where a feature is missing.
         *
         * @param matrix [candidates.size() x width], row-major
         */
        void fill(Query query, Candidates candidates, float[] matrix, int width, int column);
    }
}
