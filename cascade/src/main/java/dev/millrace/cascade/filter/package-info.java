/**
 * The filter language: from an expression to a {@link dev.millrace.cascade.filter.Clause}, and from the sets of its
 * leaves to the set of items that match. Server and device share it; what answers the leaves is an index there and
 * columns here.
 */
@NullMarked
package dev.millrace.cascade.filter;

import org.jspecify.annotations.NullMarked;
