/**
 * Stage 2 in plain Java: {@link dev.millrace.edge.rerank.MlpReranker} runs the small network whose weights are
 * {@link dev.millrace.edge.rerank.MlpWeights}. No native library is needed, or loaded.
 */
@NullMarked
package dev.millrace.edge.rerank;

import org.jspecify.annotations.NullMarked;
