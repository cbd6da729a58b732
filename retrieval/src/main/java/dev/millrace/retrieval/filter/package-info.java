/**
 * Filter expressions answered from a Lucene index of the release, ranges from its columns.
 *
 * <p>{@link dev.millrace.cascade.filter} parses an expression into clauses; a leaf is answered by the index once and
 * kept as a bit set, a range by {@link dev.millrace.retrieval.filter.SortedColumn}, and AND, OR and NOT are done on the
 * sets. The syntax is described in {@code docs/filters.md}, the reasons in ADR 0040. Nothing outside this package knows
 * Lucene.
 */
@NullMarked
package dev.millrace.retrieval.filter;

import org.jspecify.annotations.NullMarked;
