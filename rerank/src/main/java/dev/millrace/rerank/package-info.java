/**
 * Stage 2: the small ranker on ONNX Runtime.
 *
 * <p>{@link dev.millrace.rerank.OnnxReranker} is the stage; {@link dev.millrace.kernel.Inputs} standardizes features into the
 * memory that a {@link dev.millrace.rerank.Batch} hands to the runtime.
 */
@NullMarked
package dev.millrace.rerank;

import org.jspecify.annotations.NullMarked;
