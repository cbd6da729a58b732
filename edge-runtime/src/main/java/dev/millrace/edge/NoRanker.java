package dev.millrace.edge;

import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;

/** Stands where a bundle has no model for a stage: it has nothing to say of any query. */
final class NoRanker implements Ranker {
    @Override
    public boolean applies(Query query) {
        return false;
    }

    @Override
    public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
        throw new IllegalStateException("there is no model");
    }

    @Override
    public void close() {}
}
