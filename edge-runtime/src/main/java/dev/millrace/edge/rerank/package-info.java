/**
 * Stage 2 in plain Java: {@link dev.millrace.edge.rerank.MlpReranker} runs the small network whose weights are
 * {@link dev.millrace.edge.rerank.MlpWeights}. No native library is needed, or loaded. A ranker of stage 3 that keeps
 * something of the user is {@link dev.millrace.edge.rerank.Forgetful}.
 */
@NullMarked
package dev.millrace.edge.rerank;

import org.jspecify.annotations.NullMarked;
