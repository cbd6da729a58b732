package dev.millrace.server.event;

import dev.millrace.cascade.HistoryEvent;

/**
 * One event as it was sent. Immutable.
 *
 * @param eventId the caller's id of it; an event sent again under the same id is not stored again
 * @param userId whose event it is
 * @param event what happened and when; {@link dev.millrace.cascade.feature.History#NO_TIME} where that was not said
 */
public record UserEvent(String eventId, String userId, HistoryEvent event) {}
