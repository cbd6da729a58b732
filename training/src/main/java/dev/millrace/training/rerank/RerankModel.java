package dev.millrace.training.rerank;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.rerank.OnnxReranker;
import dev.millrace.training.onnx.OnnxGraph;
import java.io.IOException;
import java.util.Map;

/**
 * Writes a {@link RerankNetwork} into a release: {@value OnnxReranker#MODEL}, from raw features [n x features] with NaN for missing
 * to scores [n], and {@value OnnxReranker#SIGNATURE}, which names the features in the order the model wants them. Stateless.
 */
public final class RerankModel {
    private RerankModel() {}

    /** Writes both files. */
    public static void write(RerankNetwork network, ReleaseWriter release) throws IOException {
        graph(network).write(release.file(OnnxReranker.MODEL));
        release.json(OnnxReranker.SIGNATURE, signature(network));
    }

    static JsonObject signature(RerankNetwork network) {
        return new JsonObject()
                .put("format", 1)
                .put("input", "features")
                .put("output", "scores")
                .put("features", network.names());
    }

    static OnnxGraph graph(RerankNetwork network) {
        OnnxGraph graph = new OnnxGraph("rerank");
        String raw = graph.floatInput(
                "features", "n", Integer.toString(network.names().size()));
        graph.floatOutput("scores", scores(graph, network, raw), "n");
        return graph;
    }

    /** Adds the network to a graph: from raw features {@code [n x features]} to scores {@code [n]}. */
    public static String scores(OnnxGraph graph, RerankNetwork network, String raw) {
        Standardizer standardizer = network.standardizer;
        int features = standardizer.features();
        String missing = graph.node("IsNaN", raw);
        String centred = graph.node("Sub", raw, graph.floats("means", standardizer.means(), features));
        String scaled = graph.node("Mul", centred, graph.floats("scales", standardizer.scales(), features));
        String x = graph.node("Where", missing, graph.scalar(0), graph.node("Asinh", scaled));
        int[] indicated = standardizer.indicated();
        if (indicated.length > 0) {
            long[] columns = new long[indicated.length];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = indicated[i];
            }
            String flags = graph.node("Cast", Map.of("to", 1L), missing);
            String some = graph.node("Gather", Map.of("axis", 1L), flags, graph.constant(columns));
            x = graph.node("Concat", Map.of("axis", 1L), x, some);
        }
        String score = graph.node("MatMul", x, graph.floats("linear", network.linear, network.inputs, 1));
        if (network.deep()) {
            score = graph.node("Add", score, hidden(graph, network, x));
        }
        return graph.node("Reshape", score, graph.constant(-1));
    }

    private static String hidden(OnnxGraph graph, RerankNetwork network, String x) {
        int first = network.first;
        int second = network.second;
        String one = graph.node(
                "Relu",
                graph.node(
                        "Gemm",
                        x,
                        graph.floats("weights1", network.weights1, network.inputs, first),
                        graph.floats("bias1", network.bias1, first)));
        String two = graph.node(
                "Relu",
                graph.node(
                        "Gemm",
                        one,
                        graph.floats("weights2", network.weights2, first, second),
                        graph.floats("bias2", network.bias2, second)));
        return graph.node("MatMul", two, graph.floats("output", network.output, second, 1));
    }
}
