/**
 * Where candidates come from, and how the sources are joined.
 *
 * <p>Every {@link dev.millrace.cascade.source.CandidateSource} proposes eligible items, best first;
 * {@link dev.millrace.cascade.source.Fusion} joins the lists by rank, because the scores of two sources have nothing in
 * common.
 */
@NullMarked
package dev.millrace.cascade.source;

import org.jspecify.annotations.NullMarked;
