/**
 * A new release takes the place of the live one while requests are answered.
 *
 * <p>A request borrows the {@link dev.millrace.server.swap.Served} release through
 * {@link dev.millrace.server.swap.Live}. {@link dev.millrace.server.swap.Swapper} opens a new one beside the live one,
 * has {@link dev.millrace.server.swap.Canary} answer recent requests from both, and makes it live in
 * {@link dev.millrace.server.swap.LiveRelease} only then. A request sees one release from start to end; the old one is
 * closed when its last request has ended. See ADR 0052.
 */
@NullMarked
package dev.millrace.server.swap;

import org.jspecify.annotations.NullMarked;
