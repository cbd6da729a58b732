package dev.millrace.cascade.source;

import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.Query;

/** Proposes candidates for a query. Implementations are immutable and thread-safe. */
public interface CandidateSource {
    /** Returns which source this is. */
    Source source();

    /**
     * Adds at most {@code count} distinct eligible items, best first; none where the source has nothing to say.
     *
     * @param query what is asked
     * @param count &gt; 0
     * @param into empty
     */
    void propose(Query query, int count, Proposals into);
}
