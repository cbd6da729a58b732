package dev.millrace.training.edge;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A graph with the float32 constants that its int8 weights stand for in their place. */
final class DequantizedGraph {
    private DequantizedGraph() {}

    static ModelProto of(ModelProto coded) {
        ModelProto.Builder model = coded.toBuilder();
        ModelCoder.eachGraph(model.getGraphBuilder(), DequantizedGraph::dequantize);
        return model.build();
    }

    private static void dequantize(GraphProto.Builder graph) {
        Map<String, TensorProto> constants = new HashMap<>();
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        List<NodeProto> nodes = List.copyOf(graph.getNodeList());
        graph.clearNode();
        for (NodeProto node : nodes) {
            boolean coded = node.getOpType().equals("DequantizeLinear");
            TensorProto codes = coded ? constants.get(node.getInput(0)) : null;
            TensorProto scales = coded ? constants.get(node.getInput(1)) : null;
            if (codes != null && scales != null) {
                graph.addInitializer(weights(node.getOutput(0), codes, scales));
            } else {
                graph.addNode(node);
            }
        }
    }

    private static TensorProto weights(String name, TensorProto codes, TensorProto scales) {
        byte[] all = codes.getRawData().toByteArray();
        float[] columns = Tensors.floats(scales);
        float[] weights = new float[all.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = all[i] * columns[i % columns.length];
        }
        return Tensors.floats(name, weights, codes.getDims(0), codes.getDims(1));
    }
}
