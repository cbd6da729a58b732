package dev.millrace.training.edge;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.List;

/**
 * Codes the item table of a fine ranker inside its graph. One thread at a time; used once.
 *
 * <p>With eight bits a number: int8 with a scale for each dimension. With fewer: the table is turned to its principal
 * axes and product-coded, in groups as wide as suits the variances. A look-up is then a {@code Gather} of codes, a
 * {@code Gather} of entries for each width that groups have, and one small product that turns the rows back. Item
 * biases take a byte.
 */
final class ItemTableCoder {
    private static final String CODES = ModelCoder.ITEMS + "_codes";
    private static final String SCALES = ModelCoder.ITEMS + "_scales";
    private static final String BEGINS = ModelCoder.ITEMS + "_begins";
    private static final String SPLITS = ModelCoder.ITEMS + "_splits";
    private static final String AXES = ModelCoder.ITEMS + "_axes";
    private static final String BIAS_CODES = ModelCoder.ITEM_BIAS + "_codes";
    private static final String BIAS_SCALE = ModelCoder.ITEM_BIAS + "_scale";
    private static final int BYTE = 8;
    private static final long SEED = 5;

    private final int bits;
    private final float[] shares;
    /** First group of each run of groups of one width, and last the number of groups. */
    private int[] runs = new int[0];

    /**
     * Creates a coder.
     *
     * @param bits how many a number takes on average, 1 to 8
     * @param shares how much each item counts
     */
    ItemTableCoder(int bits, float[] shares) {
        this.bits = bits;
        this.shares = shares;
    }

    /** Returns the graph with its table coded. */
    ModelProto code(ModelProto fine) {
        ModelProto.Builder model = fine.toBuilder();
        ModelCoder.eachGraph(model.getGraphBuilder(), graph -> {
            for (int i = graph.getInitializerCount() - 1; i >= 0; i--) {
                TensorProto tensor = graph.getInitializer(i);
                if (tensor.getName().equals(ModelCoder.ITEMS)) {
                    graph.removeInitializer(i);
                    table(graph, tensor);
                } else if (tensor.getName().equals(ModelCoder.ITEM_BIAS)) {
                    graph.removeInitializer(i);
                    biases(graph, tensor);
                }
            }
        });
        ModelCoder.eachGraph(model.getGraphBuilder(), this::lookUps);
        return model.build();
    }

    private void table(GraphProto.Builder graph, TensorProto tensor) {
        int size = (int) tensor.getDims(0);
        int dimension = (int) tensor.getDims(1);
        float[] values = Tensors.floats(tensor);
        if (bits == BYTE) {
            rounded(graph, values, size, dimension);
            return;
        }
        Rotation rotation = Rotation.toPrincipalAxes(values, shares, dimension);
        float[] turned = rotation.apply(values);
        int[] widths = VectorCoder.widths(turned, shares, dimension, Math.ceilDiv(bits * dimension, BYTE));
        // Variances descend, so that widths hardly ever do: runs of one width are few.
        Arrays.sort(widths);
        VectorCoder coder = VectorCoder.of(turned, shares, widths, SEED);
        runs = runs(widths);
        int entries = coder.entries();
        float[][] books = coder.learn();
        int[] begins = new int[widths.length];
        long[] splits = new long[runs.length - 1];
        for (int run = 0; run < splits.length; run++) {
            splits[run] = (long) runs[run + 1] - runs[run];
            int width = widths[runs[run]];
            float[] all = new float[(int) splits[run] * entries * width];
            for (int group = runs[run]; group < runs[run + 1]; group++) {
                begins[group] = (group - runs[run]) * entries;
                System.arraycopy(books[group], 0, all, begins[group] * width, entries * width);
            }
            graph.addInitializer(Tensors.floats(books(run), all, splits[run] * entries, width));
            graph.addInitializer(Tensors.longs(shape(run), -1, splits[run] * width));
        }
        graph.addInitializer(
                Tensors.bytes(CODES, TensorProto.DataType.UINT8, coder.assign(books), size, widths.length));
        graph.addInitializer(Tensors.ints(BEGINS, begins));
        graph.addInitializer(Tensors.longs(SPLITS, splits));
        graph.addInitializer(Tensors.floats(AXES, rotation.axes(), dimension, dimension));
    }

    private static int[] runs(int[] widths) {
        int[] runs = new int[widths.length + 1];
        int count = 0;
        for (int group = 0; group < widths.length; group++) {
            if (group == 0 || widths[group] != widths[group - 1]) {
                runs[count++] = group;
            }
        }
        runs[count] = widths.length;
        return Arrays.copyOf(runs, count + 1);
    }

    private static String books(int run) {
        return ModelCoder.ITEMS + "_books" + run;
    }

    private static String shape(int run) {
        return ModelCoder.ITEMS + "_shape" + run;
    }

    private static void rounded(GraphProto.Builder graph, float[] values, int size, int dimension) {
        float[] scales = new float[dimension];
        byte[] codes = new byte[values.length];
        for (int j = 0; j < dimension; j++) {
            float largest = Float.MIN_NORMAL * ModelCoder.LARGEST;
            for (int item = 0; item < size; item++) {
                largest = Math.max(largest, Math.abs(values[item * dimension + j]));
            }
            scales[j] = largest / ModelCoder.LARGEST;
            for (int item = 0; item < size; item++) {
                codes[item * dimension + j] = (byte) Math.round(values[item * dimension + j] / scales[j]);
            }
        }
        graph.addInitializer(Tensors.bytes(CODES, TensorProto.DataType.INT8, codes, size, dimension));
        graph.addInitializer(Tensors.floats(SCALES, scales, dimension));
    }

    private static void biases(GraphProto.Builder graph, TensorProto tensor) {
        float[] values = Tensors.floats(tensor);
        float largest = Float.MIN_NORMAL * ModelCoder.LARGEST;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        byte[] codes = new byte[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) Math.round(values[i] * ModelCoder.LARGEST / largest);
        }
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        graph.addInitializer(Tensors.bytes(BIAS_CODES, TensorProto.DataType.INT8, codes, shape));
        graph.addInitializer(Tensors.floats(BIAS_SCALE, new float[] {largest / ModelCoder.LARGEST}));
    }

    /** Puts decoding in the place of each look-up of the item table and of the biases. */
    private void lookUps(GraphProto.Builder graph) {
        List<NodeProto> nodes = List.copyOf(graph.getNodeList());
        graph.clearNode();
        for (NodeProto node : nodes) {
            String table = node.getOpType().equals("Gather") ? node.getInput(0) : "";
            String out = node.getOutput(0);
            if (table.equals(ModelCoder.ITEMS) && bits < BYTE) {
                decode(graph, node.getInput(1), out);
            } else if (table.equals(ModelCoder.ITEMS)) {
                graph.addNode(Tensors.node("Gather", out + "_codes", CODES, node.getInput(1)))
                        .addNode(Tensors.node("DequantizeLinear", out, out + "_codes", SCALES)
                                .addAttribute(Tensors.attribute("axis", 1)));
            } else if (table.equals(ModelCoder.ITEM_BIAS)) {
                graph.addNode(Tensors.node("Gather", out + "_codes", BIAS_CODES, node.getInput(1)))
                        .addNode(Tensors.node("DequantizeLinear", out, out + "_codes", BIAS_SCALE));
            } else {
                graph.addNode(node);
            }
        }
    }

    private void decode(GraphProto.Builder graph, String items, String out) {
        graph.addNode(Tensors.node("Gather", out + "_codes", CODES, items))
                .addNode(Tensors.node("Cast", out + "_entries", out + "_codes")
                        .addAttribute(Tensors.attribute("to", TensorProto.DataType.INT32.getNumber())))
                .addNode(Tensors.node("Add", out + "_places", out + "_entries", BEGINS));
        int count = runs.length - 1;
        NodeProto.Builder split = Tensors.node("Split", out + "_places0", out + "_places", SPLITS)
                .addAttribute(Tensors.attribute("axis", 1));
        NodeProto.Builder join = Tensors.node("Concat", out + "_turned").addAttribute(Tensors.attribute("axis", 1));
        for (int run = 1; run < count; run++) {
            split.addOutput(out + "_places" + run);
        }
        graph.addNode(split);
        for (int run = 0; run < count; run++) {
            String pieces = out + "_pieces" + run;
            graph.addNode(Tensors.node("Gather", pieces, books(run), out + "_places" + run))
                    .addNode(Tensors.node("Reshape", out + "_row" + run, pieces, shape(run)));
            join.addInput(out + "_row" + run);
        }
        graph.addNode(join).addNode(Tensors.node("MatMul", out, out + "_turned", AXES));
    }
}
