package dev.millrace.server.config;

/**
 * How large a request may be, section {@code millrace.server.limits}. Immutable. Lengths are in characters.
 *
 * @param maxResults {@code numResults}
 * @param maxHistory events of {@code history}
 * @param maxItemIds {@code itemIds} to rank
 * @param maxExcluded {@code exclude.itemIds}
 * @param maxEvents events of one batch
 * @param maxIdLength an id
 * @param maxFilterLength a filter expression
 * @param maxContextEntries entries of {@code context}
 * @param maxContextLength a name or a value of {@code context}
 */
public record LimitConfig(
        int maxResults,
        int maxHistory,
        int maxItemIds,
        int maxExcluded,
        int maxEvents,
        int maxIdLength,
        int maxFilterLength,
        int maxContextEntries,
        int maxContextLength) {
    private static final String SECTION = "millrace.server.limits.";

    /** Checks every value. */
    public LimitConfig {
        Check.range(SECTION + "max-results", maxResults, 1, 10_000);
        Check.range(SECTION + "max-history", maxHistory, 0, 100_000);
        Check.range(SECTION + "max-item-ids", maxItemIds, 1, 100_000);
        Check.range(SECTION + "max-excluded", maxExcluded, 0, 1_000_000);
        Check.range(SECTION + "max-events", maxEvents, 1, 100_000);
        Check.range(SECTION + "max-id-length", maxIdLength, 1, 4096);
        Check.range(SECTION + "max-filter-length", maxFilterLength, 1, 65_536);
        Check.range(SECTION + "max-context-entries", maxContextEntries, 0, 1000);
        Check.range(SECTION + "max-context-length", maxContextLength, 1, 4096);
    }
}
