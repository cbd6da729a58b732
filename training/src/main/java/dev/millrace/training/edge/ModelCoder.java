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
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the graphs of a release smaller: cuts the fine ranker's item table to the chosen items, codes it, and stores weights in
 * int8 with a scale for each output channel. Stateless.
 *
 * <p>Weights of a {@code Gemm} or {@code MatMul} become {@code DequantizeLinear} of a constant; what flows between operators
 * stays float32, so that a score goes on depending on its query and candidate alone. A range of activations taken from the
 * batch would let the other candidates into it.
 */
final class ModelCoder {
    private static final String ITEMS = "items";
    private static final String ITEM_BIAS = "scorer.itemBias";
    private static final int MIN_WEIGHTS = 256;
    private static final int LARGEST = 127;
    private static final long SEED = 5;

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
                tensors.put(tensor.getName(), floats(tensor));
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

    private interface GraphChange {
        void in(GraphProto.Builder graph);
    }

    /** Visits a graph and the branches in it. */
    private static void eachGraph(GraphProto.Builder graph, GraphChange change) {
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
        float[] values = floats(tensor);
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
        graph.addInitializer(bytes(name + "_codes", TensorProto.DataType.INT8, codes, rows, columns));
        graph.addInitializer(floats(name + "_scales", scales, columns));
        graph.addNode(
                0,
                node("DequantizeLinear", name, name + "_codes", name + "_scales")
                        .addAttribute(attribute("axis", 1)));
    }

    /**
     * Returns a fine ranker whose item table takes {@code dimension / width} bytes an item, and whose item biases take one.
     *
     * @param width 1 for int8 with a scale for each dimension; 2, 4, ... for product quantization of that many numbers a byte
     */
    static ModelProto codeItems(ModelProto fine, int width) {
        ModelProto.Builder model = fine.toBuilder();
        eachGraph(model.getGraphBuilder(), graph -> {
            for (int i = graph.getInitializerCount() - 1; i >= 0; i--) {
                TensorProto tensor = graph.getInitializer(i);
                if (tensor.getName().equals(ITEMS)) {
                    graph.removeInitializer(i);
                    itemCodes(graph, tensor, width);
                } else if (tensor.getName().equals(ITEM_BIAS)) {
                    graph.removeInitializer(i);
                    column(graph, tensor);
                }
            }
        });
        eachGraph(model.getGraphBuilder(), graph -> lookUps(graph, width));
        return model.build();
    }

    private static void itemCodes(GraphProto.Builder graph, TensorProto tensor, int width) {
        int size = (int) tensor.getDims(0);
        int dimension = (int) tensor.getDims(1);
        if (width == 1) {
            rounded(graph, tensor, size, dimension);
            return;
        }
        VectorCoder coder = VectorCoder.even(floats(tensor), dimension, width, SEED);
        int groups = dimension / width;
        int entries = coder.entries();
        float[][] books = coder.learn();
        float[] all = new float[entries * dimension];
        int[] begins = new int[groups];
        for (int group = 0; group < groups; group++) {
            System.arraycopy(books[group], 0, all, group * entries * width, entries * width);
            begins[group] = group * entries;
        }
        graph.addInitializer(bytes(ITEMS + "_codes", TensorProto.DataType.UINT8, coder.assign(books), size, groups));
        graph.addInitializer(floats(ITEMS + "_books", all, (long) groups * entries, width));
        graph.addInitializer(ints(ITEMS + "_begins", begins));
        graph.addInitializer(longs(ITEMS + "_shape", -1, dimension));
    }

    private static void rounded(GraphProto.Builder graph, TensorProto tensor, int size, int dimension) {
        float[] values = floats(tensor);
        float[] scales = new float[dimension];
        byte[] codes = new byte[values.length];
        for (int j = 0; j < dimension; j++) {
            float largest = Float.MIN_NORMAL * LARGEST;
            for (int item = 0; item < size; item++) {
                largest = Math.max(largest, Math.abs(values[item * dimension + j]));
            }
            scales[j] = largest / LARGEST;
            for (int item = 0; item < size; item++) {
                codes[item * dimension + j] = (byte) Math.round(values[item * dimension + j] / scales[j]);
            }
        }
        graph.addInitializer(bytes(ITEMS + "_codes", TensorProto.DataType.INT8, codes, size, dimension));
        graph.addInitializer(floats(ITEMS + "_scales", scales, dimension));
    }

    private static void column(GraphProto.Builder graph, TensorProto tensor) {
        float[] values = floats(tensor);
        float largest = Float.MIN_NORMAL * LARGEST;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        byte[] codes = new byte[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) Math.round(values[i] * LARGEST / largest);
        }
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        graph.addInitializer(bytes(ITEM_BIAS + "_codes", TensorProto.DataType.INT8, codes, shape));
        graph.addInitializer(floats(ITEM_BIAS + "_scale", new float[] {largest / LARGEST}));
    }

    /** Puts decoding in the place of each look-up of the item table and of the biases. */
    private static void lookUps(GraphProto.Builder graph, int width) {
        List<NodeProto> nodes = List.copyOf(graph.getNodeList());
        graph.clearNode();
        for (NodeProto node : nodes) {
            String table = node.getOpType().equals("Gather") ? node.getInput(0) : "";
            String out = node.getOutput(0);
            if (table.equals(ITEMS) && width > 1) {
                graph.addNode(node("Gather", out + "_codes", ITEMS + "_codes", node.getInput(1)))
                        .addNode(node("Cast", out + "_entries", out + "_codes")
                                .addAttribute(attribute("to", TensorProto.DataType.INT32.getNumber())))
                        .addNode(node("Add", out + "_places", out + "_entries", ITEMS + "_begins"))
                        .addNode(node("Gather", out + "_pieces", ITEMS + "_books", out + "_places"))
                        .addNode(node("Reshape", out, out + "_pieces", ITEMS + "_shape"));
            } else if (table.equals(ITEMS)) {
                graph.addNode(node("Gather", out + "_codes", ITEMS + "_codes", node.getInput(1)))
                        .addNode(node("DequantizeLinear", out, out + "_codes", ITEMS + "_scales")
                                .addAttribute(attribute("axis", 1)));
            } else if (table.equals(ITEM_BIAS)) {
                graph.addNode(node("Gather", out + "_codes", ITEM_BIAS + "_codes", node.getInput(1)))
                        .addNode(node("DequantizeLinear", out, out + "_codes", ITEM_BIAS + "_scale"));
            } else {
                graph.addNode(node);
            }
        }
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setName(output + "_" + operator)
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    private static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static float[] floats(TensorProto tensor) {
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[raw.remaining() / Float.BYTES];
        raw.asFloatBuffer().get(values);
        return values;
    }

    /** Without a shape: a scalar. */
    private static TensorProto floats(String name, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return bytes(name, TensorProto.DataType.FLOAT, raw.array(), shape);
    }

    private static TensorProto ints(String name, int... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asIntBuffer().put(values);
        return bytes(name, TensorProto.DataType.INT32, raw.array(), values.length);
    }

    private static TensorProto longs(String name, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return bytes(name, TensorProto.DataType.INT64, raw.array(), values.length);
    }

    private static TensorProto bytes(String name, TensorProto.DataType type, byte[] raw, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(raw));
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        return tensor.build();
    }
}
