/**
 * Trains the re-ranker of stage 2 on candidates the retriever really produces, and writes it as an ONNX graph.
 *
 * <p>{@link dev.millrace.training.rerank.RerankExamples} collects queries with their candidates, whoever makes them;
 * {@link dev.millrace.training.rerank.RerankTrainer} fits a {@link dev.millrace.training.rerank.RerankNetwork} with a
 * listwise loss and says whether it beats the retrieval order; {@link dev.millrace.training.rerank.RerankModel} writes
 * it into a release. Plain Java, one thread: the network is so small that a tensor library would spend its time on
 * calls.
 */
@NullMarked
package dev.millrace.training.rerank;

import org.jspecify.annotations.NullMarked;
