/**
 * The models of a bundle on ONNX Runtime, which an app may leave out: nothing outside this package names one of its
 * classes, and nothing here is loaded before a model is opened.
 *
 * <p>{@link dev.millrace.edge.onnx.OnnxReranker} is stage 2, {@link dev.millrace.edge.onnx.OnnxFineRanker} stage 3.
 * Both run on the caller's thread, over memory outside the heap that the graph reads and writes in place.
 */
@NullMarked
package dev.millrace.edge.onnx;

import org.jspecify.annotations.NullMarked;
