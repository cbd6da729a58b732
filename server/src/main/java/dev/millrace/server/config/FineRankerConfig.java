package dev.millrace.server.config;

/**
 * The fine ranker, section {@code millrace.server.fineranker}. Immutable.
 *
 * @param historyShare what the hidden states of the latest users may take, off the heap, as a share of what the heap
 *     may take
 */
public record FineRankerConfig(double historyShare) {
    private static final String SECTION = "millrace.server.fineranker.";

    /** Checks every value. */
    public FineRankerConfig {
        Check.range(SECTION + "history-share", historyShare, 0, 1);
    }
}
