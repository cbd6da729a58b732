/**
 * Stage 1: {@link dev.millrace.retrieval.RetrievalStage} finds candidates among all items.
 *
 * <p>Sources propose eligible items ({@code .source}), one of them through the vector index ({@code .dense}); fusion
 * joins them. The filter that says what is eligible is in {@code .filter}.
 */
@NullMarked
package dev.millrace.retrieval;

import org.jspecify.annotations.NullMarked;
