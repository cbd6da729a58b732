/** Stage 1: candidate sources, the vector index and the filter. */
@NullMarked
package dev.millrace.retrieval;

import org.jspecify.annotations.NullMarked;
