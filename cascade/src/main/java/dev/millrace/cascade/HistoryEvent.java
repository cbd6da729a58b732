package dev.millrace.cascade;

/**
 * One event of a user's history as a caller names it. Immutable.
 *
 * @param itemId the external id; ids unknown to the release are ignored
 * @param type the name of an event type of the schema; an unknown one is an error in a request, ignored in what is
 *     stored
 * @param timestampMillis milliseconds since 1970-01-01T00:00Z, or {@link dev.millrace.cascade.feature.History#NO_TIME}
 */
public record HistoryEvent(String itemId, String type, long timestampMillis) {}
