/**
 * The cascade: one request through retrieval, re-ranking, fine ranking and policy inside one deadline.
 *
 * <p>Start with {@link dev.millrace.cascade.Cascade}; it is the request path in order, the same on the server and on a
 * device.
 */
@NullMarked
package dev.millrace.cascade;

import org.jspecify.annotations.NullMarked;
