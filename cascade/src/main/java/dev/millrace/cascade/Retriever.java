package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;

/** Stage 1: finds candidates among all items. Implementations are thread-safe and are closed once by their owner. */
public interface Retriever extends AutoCloseable {
    /**
     * Adds the best eligible candidates of all sources, fused and de-duplicated, best first.
     *
     * <p>Every candidate is eligible. When at most {@code width} items are eligible all of them are added.
     *
     * @param query what is asked
     * @param width the number of candidates wanted
     * @param into empty; receives at most {@code width} candidates
     * @return how they were found
     */
    Retrieval retrieve(Query query, int width, Candidates into);

    /**
     * Does the same, and ends early when told to: it returns with the candidates found so far, or throws. The cascade
     * calls this one; a retriever whose search can take long overrides it.
     *
     * @param cancellation says when to end
     */
    default Retrieval retrieve(Query query, int width, Candidates into, Cancellation cancellation) {
        return retrieve(query, width, into);
    }

    @Override
    void close();

    /**
     * How candidates were found. Immutable.
     *
     * @param strategy how the vector index was searched: {@code clustered}, {@code exact}, {@code graph} or
     *     {@code none}
     * @param selectivity share of all items that were eligible, in {@code [0, 1]}
     * @param visited vectors or codes that search looked at
     * @param complete whether the search came to its own end; otherwise it was told to end
     */
    record Retrieval(String strategy, double selectivity, int visited, boolean complete) {}
}
