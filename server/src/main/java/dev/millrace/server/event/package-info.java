/**
 * The events of users sent to the running server, kept in memory.
 *
 * <p>{@link dev.millrace.server.event.EventStore} is idempotent by event id and bounded; a
 * {@link dev.millrace.server.event.LiveHistories} joins it with the histories of a release, so that the next request of
 * a user sees what was just sent.
 */
@NullMarked
package dev.millrace.server.event;

import org.jspecify.annotations.NullMarked;
