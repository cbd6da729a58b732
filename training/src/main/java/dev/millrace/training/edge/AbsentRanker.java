package dev.millrace.training.edge;

import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;

/** Stands where there is no ranker. Stateless. */
final class AbsentRanker implements Ranker {
    @Override
    public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
        throw new IllegalStateException("there is no such ranker");
    }

    @Override
    public boolean applies(Query query) {
        return false;
    }

    @Override
    public void close() {}
}
