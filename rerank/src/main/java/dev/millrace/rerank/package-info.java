/** Stage 2: the small ranker on ONNX Runtime. */
@NullMarked
package dev.millrace.rerank;

import org.jspecify.annotations.NullMarked;
