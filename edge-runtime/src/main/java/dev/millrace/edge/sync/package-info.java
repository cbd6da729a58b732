/**
 * How what the user did gets from the device to a server, where the app wants that:
 * {@link dev.millrace.edge.sync.EventSync} over a transport of the app. Nothing else in this module uses this package.
 *
 * <p>{@code Backlog} is the way of one sync through what is unsent, {@code EventBatch} what of it goes over the wire at
 * once. The server counts each event id once and the store notes what was answered, so that an answer that is lost, or
 * a process that is killed, leads to an event being sent again and never to its being lost or counted twice.
 */
@NullMarked
package dev.millrace.edge.sync;

import org.jspecify.annotations.NullMarked;
