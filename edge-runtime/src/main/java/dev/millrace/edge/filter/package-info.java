/**
 * Filter expressions on a device: the language of {@link dev.millrace.cascade.filter}, answered from columns.
 *
 * <p>{@link dev.millrace.edge.filter.ColumnFilter} is the filter; it walks a field's column once for every clause it
 * has not seen lately. {@link dev.millrace.edge.filter.WordSplitter} finds the words of a text as the server's index
 * does, {@code TokenPhrase} those of many texts by the tokens they are coded in.
 */
@NullMarked
package dev.millrace.edge.filter;

import org.jspecify.annotations.NullMarked;
