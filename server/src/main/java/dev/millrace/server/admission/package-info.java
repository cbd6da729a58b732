/**
 * Which requests are worked on, when, by how many threads, and what becomes of those that stay too long.
 *
 * <p>{@link dev.millrace.server.admission.Admission} is the whole of it: a line with three priorities, an adaptive
 * limit on how many may be there at once, the threads that work, and a watch over the time of each request. It knows
 * nothing of HTTP; a request is a {@link dev.millrace.server.admission.Job}. See ADR 0051, 0085 and 0088.
 */
@NullMarked
package dev.millrace.server.admission;

import org.jspecify.annotations.NullMarked;
