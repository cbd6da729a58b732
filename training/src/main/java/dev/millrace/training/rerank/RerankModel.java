package dev.millrace.training.rerank;

import dev.millrace.cascade.feature.Standardization;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.rerank.OnnxReranker;
import dev.millrace.training.onnx.OnnxGraph;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

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
        graph.floatOutput("scores", graph.node("Reshape", scores(graph, network, x), graph.constant(-1)), "n");
        return graph;
    }

    /**
     * Adds a whole ranker to a graph: from raw features {@code [n x features]}, NaN where missing, to scores {@code [n x 1]}.
     */
    public static String rank(OnnxGraph graph, RerankNetwork network, String raw) {
        Standardizer standardizer = network.standardizer;
        int features = standardizer.features();
        String missing = graph.node("IsNaN", raw);
        String centred = graph.node("Sub", raw, graph.floats("means", standardizer.means(), features));
        String scaled = graph.node("Mul", centred, graph.floats("scales", standardizer.scales(), features));
        String x = graph.node("Where", missing, graph.scalar(0), graph.node("Asinh", scaled));
        if (standardization(network).width() > features) {
            x = graph.node("Concat", Map.of("axis", 1), x, graph.node("Cast", Map.of("to", 1), missing));
        }
        return scores(graph, network, x);
    }

    /** From standardized inputs {@code [n x width]} to scores {@code [n x 1]}. */
    private static String scores(OnnxGraph graph, RerankNetwork network, String x) {
        int width = standardization(network).width();
        String score = graph.node("MatMul", x, graph.floats("linear", widen(network, network.linear, 1), width, 1));
        if (network.deep()) {
            score = graph.node("Add", score, hidden(graph, network, x, width));
        }
        return score;
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
