package dev.millrace.training.edge;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What ONNX Runtime makes of a graph before it runs it. */
final class OptimizedGraph {
    private OptimizedGraph() {}

    /** Returns how often each operator is in the optimized graph and its branches. */
    static Map<String, Integer> operators(byte[] model, Path folder) throws Exception {
        Path optimized = Files.createTempFile(folder, "optimized", ".onnx");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
            options.setOptimizedModelFilePath(optimized.toString());
            OrtEnvironment.getEnvironment().createSession(model, options).close();
        }
        Map<String, Integer> counts = new TreeMap<>();
        count(ModelProto.parseFrom(Files.readAllBytes(optimized)).getGraph(), counts);
        return counts;
    }

    private static void count(GraphProto graph, Map<String, Integer> counts) {
        for (NodeProto node : graph.getNodeList()) {
            counts.merge(node.getOpType(), 1, Integer::sum);
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    count(attribute.getG(), counts);
                }
            }
        }
    }
}
