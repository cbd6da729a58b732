package dev.millrace.training.rerank;

import dev.millrace.cascade.feature.Standardization;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.rerank.OnnxReranker;
import dev.millrace.training.onnx.OnnxGraph;
import java.io.IOException;
import java.util.Arrays;

/**
 * Writes a {@link RerankNetwork} into a release: {@value OnnxReranker#MODEL}, from standardized inputs
 * [n x features, and as many flags] to scores [n], and {@value OnnxReranker#SIGNATURE}, which names the features in the
 * order the model wants them and says how they are standardized. Stateless.
 */
public final class RerankModel {
    private RerankModel() {}

    /** Writes both files. */
    public static void write(RerankNetwork network, ReleaseWriter release) throws IOException {
        graph(network).write(release.file(OnnxReranker.MODEL));
        release.json(OnnxReranker.SIGNATURE, signature(network));
    }

    static JsonObject signature(RerankNetwork network) {
        return standardization(network)
                .writeTo(new JsonObject()
                        .put("format", 2)
                        .put("input", "inputs")
                        .put("output", "scores")
                        .put("features", network.names()));
    }

    private static Standardization standardization(RerankNetwork network) {
        Standardizer standardizer = network.standardizer;
        return new Standardization(standardizer.means(), standardizer.scales(), standardizer.indicated().length > 0);
    }

    static OnnxGraph graph(RerankNetwork network) {
        int width = standardization(network).width();
        OnnxGraph graph = new OnnxGraph("rerank");
        String x = graph.floatInput("inputs", "n", Integer.toString(width));
        String score = graph.node("MatMul", x, graph.floats("linear", widen(network, network.linear, 1), width, 1));
        if (network.deep()) {
            score = graph.node("Add", score, hidden(graph, network, x, width));
        }
        graph.floatOutput("scores", graph.node("Reshape", score, graph.constant(-1)), "n");
        return graph;
    }

    private static String hidden(OnnxGraph graph, RerankNetwork network, String x, int width) {
        int first = network.first;
        int second = network.second;
        String one = graph.node(
                "Relu",
                graph.node(
                        "Gemm",
                        x,
                        graph.floats("weights1", widen(network, network.weights1, first), width, first),
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

    /** Spreads the rows of weights, [inputs x columns], so that every feature has a flag and most of them weigh nothing. */
    private static float[] widen(RerankNetwork network, float[] weights, int columns) {
        int features = network.standardizer.features();
        int[] indicated = network.standardizer.indicated();
        float[] wide = Arrays.copyOf(weights, standardization(network).width() * columns);
        Arrays.fill(wide, features * columns, wide.length, 0);
        for (int i = 0; i < indicated.length; i++) {
            System.arraycopy(weights, (features + i) * columns, wide, (features + indicated[i]) * columns, columns);
        }
        return wide;
    }
}
