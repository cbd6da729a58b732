package dev.millrace.training.edge;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.millrace.edge.rerank.MlpWeights;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes the graphs of a release smaller: cuts the fine ranker's item table to the chosen items and stores weights in
 * int8 with a scale for each output channel. Stateless.
 *
 * <p>Weights of a {@code Gemm} or {@code MatMul} become {@code DequantizeLinear} of a constant; what flows between
 * operators stays float32, so that a score goes on depending on its query and candidate alone. A range of activations
 * taken from the batch would let the other candidates into it.
 */
final class ModelCoder {
    static final String ITEMS = "items";
    static final String ITEM_BIAS = "scorer.itemBias";
    private static final int MIN_WEIGHTS = 256;
    static final int LARGEST = 127;

    private ModelCoder() {}

    /** Reads a graph. */
    static ModelProto parse(byte[] onnx) {
        try {
            return ModelProto.parseFrom(onnx);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("model: " + e.getMessage(), e);
        }
    }

    /** Returns a fine ranker that knows the chosen items alone, as ordinals 0, 1, 2, ... */
    static ModelProto slice(ModelProto fine, int[] chosen) {
        ModelProto.Builder model = fine.toBuilder();
        int[] found = new int[1];
        eachGraph(model.getGraphBuilder(), graph -> {
            for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
                if (tensor.getName().equals(ITEMS) || tensor.getName().equals(ITEM_BIAS)) {
                    tensor.setRawData(rows(tensor.getRawData(), (int) tensor.getDims(0), chosen))
                            .setDims(0, chosen.length);
                    found[0]++;
                }
            }
        });
        if (found[0] != 2) {
            throw new IllegalArgumentException("fine ranker: has " + found[0] + " of the tables " + ITEMS + " and "
                    + ITEM_BIAS + " (expected: both, as training writes them)");
        }
        return model.build();
    }

    private static ByteString rows(ByteString raw, int rows, int[] chosen) {
        int width = raw.size() / rows;
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(width, chosen.length));
        for (int row : chosen) {
            raw.substring(row * width, (row + 1) * width).copyTo(out);
        }
        return ByteString.copyFrom(out.flip());
    }

    /** Returns the weights of a re-ranker, as training writes it, for the built-in pass. */
    static MlpWeights weights(ModelProto rerank) {
        Map<String, float[]> tensors = new HashMap<>();
        for (TensorProto tensor : rerank.getGraph().getInitializerList()) {
            if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
                tensors.put(tensor.getName(), Tensors.floats(tensor));
            }
        }
        float[] linear = tensors.get("linear");
        if (linear == null) {
            throw new IllegalArgumentException(
                    "re-ranker: has no weights 'linear' (expected: as training writes them)");
        }
        float[] none = new float[0];
        return new MlpWeights(
                linear,
                tensors.getOrDefault("weights1", none),
                tensors.getOrDefault("bias1", none),
                tensors.getOrDefault("weights2", none),
                tensors.getOrDefault("bias2", none),
                tensors.getOrDefault("output", none));
    }

    interface GraphChange {
        void in(GraphProto.Builder graph);
    }

    /** Visits a graph and the branches in it. */
    static void eachGraph(GraphProto.Builder graph, GraphChange change) {
        change.in(graph);
        for (NodeProto.Builder node : graph.getNodeBuilderList()) {
            for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
                if (attribute.hasG()) {
                    eachGraph(attribute.getGBuilder(), change);
                }
            }
        }
    }

    /** Returns the graph with the constant right operands of its matrix products in int8. */
    static ModelProto quantizeWeights(ModelProto fine) {
        ModelProto.Builder model = fine.toBuilder();
        eachGraph(model.getGraphBuilder(), ModelCoder::quantizeWeights);
        return model.build();
    }

    private static void quantizeWeights(GraphProto.Builder graph) {
        Set<String> weights = new HashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            boolean product =
                    node.getOpType().equals("Gemm") || node.getOpType().equals("MatMul");
            if (product && node.getAttributeCount() == 0) {
                weights.add(node.getInput(1));
            }
        }
        for (int i = graph.getInitializerCount() - 1; i >= 0; i--) {
            TensorProto tensor = graph.getInitializer(i);
            if (weights.contains(tensor.getName())
                    && tensor.getDimsCount() == 2
                    && tensor.getDims(0) * tensor.getDims(1) >= MIN_WEIGHTS) {
                graph.removeInitializer(i);
                dequantized(graph, tensor);
            }
        }
    }

    /** Puts int8 weights, a scale for each column, and the operator that makes the old tensor of them. */
    private static void dequantized(GraphProto.Builder graph, TensorProto tensor) {
        int rows = (int) tensor.getDims(0);
        int columns = (int) tensor.getDims(1);
        float[] values = Tensors.floats(tensor);
        float[] scales = new float[columns];
        byte[] codes = new byte[values.length];
        for (int column = 0; column < columns; column++) {
            float largest = Float.MIN_NORMAL * LARGEST;
            for (int row = 0; row < rows; row++) {
                largest = Math.max(largest, Math.abs(values[row * columns + column]));
            }
            scales[column] = largest / LARGEST;
            for (int row = 0; row < rows; row++) {
                codes[row * columns + column] = (byte) Math.round(values[row * columns + column] / scales[column]);
            }
        }
        String name = tensor.getName();
        graph.addInitializer(Tensors.bytes(name + "_codes", TensorProto.DataType.INT8, codes, rows, columns));
        graph.addInitializer(Tensors.floats(name + "_scales", scales, columns));
        graph.addNode(
                0,
                Tensors.node("DequantizeLinear", name, name + "_codes", name + "_scales")
                        .addAttribute(Tensors.attribute("axis", 1)));
    }
}
