/**
 * Writes trained rankers as ONNX files from Java.
 *
 * <p>{@link dev.millrace.training.onnx.OnnxGraph} is a small builder over the ONNX protobuf messages: inputs, constant
 * tensors, nodes, outputs, one self-contained file. The exporters of the rankers spell their networks out with it, in
 * the order in which a forward pass computes them. Nothing here runs a graph; serving does, and the tests hold the
 * graphs against the trained networks and against plain Java.
 */
@NullMarked
package dev.millrace.training.onnx;

import org.jspecify.annotations.NullMarked;
