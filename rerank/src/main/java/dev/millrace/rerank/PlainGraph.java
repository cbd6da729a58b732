package dev.millrace.rerank;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.millrace.kernel.Perceptron;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the graph of a plain network and takes the weights out of it. One thread at a time.
 *
 * <p>Follows the operators from the input, in their order, and understands a product with one column, which is the
 * linear part, {@code Gemm} and {@code Relu}, which are a layer, a {@code Gemm} to one column that adds the linear
 * part, and what only renames or drops the column. A graph with anything else in it, an attribute for instance, is not
 * plain.
 */
final class PlainGraph {
    private final Map<String, TensorProto> tensors = new HashMap<>();
    private final List<Perceptron.Layer> layers = new ArrayList<>();
    private final String input;
    private String deepest;
    private String sums = "";
    private String linearScore = "";
    private String score = "";
    private float @Nullable [] linear;
    private float[] output = new float[0];

    private PlainGraph(GraphProto graph, String input) {
        for (TensorProto tensor : graph.getInitializerList()) {
            tensors.put(tensor.getName(), tensor);
        }
        this.input = input;
        this.deepest = input;
    }

    /** Returns the network that a model is from that input to that output, or nothing where it is no plain one. */
    static Optional<Perceptron> read(byte[] onnx, String input, String output) {
        try {
            GraphProto graph = ModelProto.parseFrom(onnx).getGraph();
            PlainGraph reader = new PlainGraph(graph, input);
            for (NodeProto node : graph.getNodeList()) {
                if (node.getAttributeCount() > 0 || node.getOutputCount() != 1 || !reader.understands(node)) {
                    return Optional.empty();
                }
            }
            return reader.network(output);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean understands(NodeProto node) {
        String[] in = node.getInputList().toArray(String[]::new);
        String out = node.getOutput(0);
        return switch (node.getOpType() + in.length) {
            case "MatMul2" -> linear(in, out);
            case "Gemm3" -> in[2].equals(linearScore) ? output(in, out) : layer(in, out);
            case "Relu1" -> rectifier(in, out);
            case "Reshape2" -> !tensors.containsKey(in[0]) && renamed(in[0], out);
            case "Identity1" -> renamed(in[0], out);
            default -> false;
        };
    }

    private boolean linear(String[] in, String out) {
        linear = floats(in[1], 1);
        linearScore = out;
        score = out;
        return in[0].equals(input) && linear.length > 0;
    }

    private boolean layer(String[] in, String out) {
        boolean follows = in[0].equals(deepest) && sums.isEmpty();
        float[] bias = floats(in[2]);
        layers.add(new Perceptron.Layer(floats(in[1], bias.length), bias));
        sums = out;
        return follows;
    }

    private boolean rectifier(String[] in, String out) {
        boolean follows = in[0].equals(sums);
        deepest = out;
        sums = "";
        return follows;
    }

    private boolean output(String[] in, String out) {
        output = floats(in[1], 1);
        score = out;
        return in[0].equals(deepest) && !layers.isEmpty();
    }

    private boolean renamed(String from, String to) {
        boolean scores = from.equals(score);
        score = to;
        return scores;
    }

    private Optional<Perceptron> network(String wanted) {
        return linear == null || !score.equals(wanted) || !sums.isEmpty() || (!layers.isEmpty() && output.length == 0)
                ? Optional.empty()
                : Optional.of(new Perceptron(linear, layers, output, 0));
    }

    /** Returns a matrix of so many columns, row-major, or a vector where no number of columns is given. */
    private float[] floats(String name, long... columns) {
        TensorProto tensor = tensors.get(name);
        if (tensor == null
                || tensor.getDataType() != TensorProto.DataType.FLOAT.getNumber()
                || tensor.getDimsCount() != 1 + columns.length
                || (columns.length > 0 && tensor.getDims(1) != columns[0])) {
            throw new IllegalArgumentException(name + ": no constant of that shape");
        }
        FloatBuffer values = tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        long expected = tensor.getDims(0) * (columns.length > 0 ? columns[0] : 1);
        if (values.remaining() != expected) {
            throw new IllegalArgumentException(name + ": " + values.remaining() + " (expected: " + expected + ")");
        }
        float[] floats = new float[values.remaining()];
        values.get(floats);
        return floats;
    }
}
