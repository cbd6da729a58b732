/**
 * Stage 2: the small ranker.
 *
 * <p>{@link dev.millrace.rerank.Reranker} is the stage. It runs a {@link dev.millrace.rerank.Model}: a plain network
 * ({@link dev.millrace.rerank.PlainGraph}) on {@link dev.millrace.kernel.Network}, any other on ONNX Runtime.
 */
@NullMarked
package dev.millrace.rerank;

import org.jspecify.annotations.NullMarked;
