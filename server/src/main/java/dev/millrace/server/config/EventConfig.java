package dev.millrace.server.config;

/**
 * The events kept in memory, section {@code millrace.server.events}. Immutable.
 *
 * @param maxPerUser the newest events of a user that are kept
 * @param maxTotal events of all users together; beyond it the users longest not heard of are forgotten
 * @param maxRememberedIds the newest event ids that are known again when an event is sent twice
 */
public record EventConfig(int maxPerUser, int maxTotal, int maxRememberedIds) {
    private static final String SECTION = "millrace.server.events.";

    /** Checks every value. */
    public EventConfig {
        Check.range(SECTION + "max-per-user", maxPerUser, 1, 100_000);
        Check.range(SECTION + "max-total", maxTotal, maxPerUser, 100_000_000);
        Check.range(SECTION + "max-remembered-ids", maxRememberedIds, 1, 100_000_000);
    }
}
