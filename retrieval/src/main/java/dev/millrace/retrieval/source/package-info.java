/**
 * Where candidates come from, and how the sources are joined.
 *
 * <p>Every {@link dev.millrace.retrieval.source.CandidateSource} proposes eligible items, best first;
 * {@link dev.millrace.retrieval.source.Fusion} joins the lists by rank, because the scores of two sources have nothing
 * in common.
 */
@NullMarked
package dev.millrace.retrieval.source;

import org.jspecify.annotations.NullMarked;
