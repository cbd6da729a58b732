package dev.millrace.training.rerank;

import dev.millrace.cascade.feature.Standardization;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.edge.rerank.MlpWeights;
import dev.millrace.rerank.Reranker;
import dev.millrace.training.onnx.OnnxGraph;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes a {@link RerankNetwork} into a release: {@value Reranker#MODEL}, from standardized inputs [n x features, and
 * as many flags] to scores [n], and {@value Reranker#SIGNATURE}, which names the features in the order the model wants
 * them and says how they are standardized. Stateless.
 */
public final class RerankModel {
    private static final int NOTHING = -1;

    private RerankModel() {}

    /** Writes both files. */
    public static void write(RerankNetwork network, ReleaseWriter release) throws IOException {
        graph(network).write(release.file(Reranker.MODEL));
        release.json(Reranker.SIGNATURE, signature(network));
    }

    static JsonObject signature(RerankNetwork network) {
        return standardization(network, 0)
                .writeTo(new JsonObject()
                        .put("format", 2)
                        .put("input", "inputs")
                        .put("output", "scores")
                        .put("features", network.names()));
    }

    /** Returns the weights that score as the graph does, for a device that runs the network without ONNX Runtime. */
    static MlpWeights weights(RerankNetwork network) {
        int[] layout = layout(network, 0);
        return new MlpWeights(
                arrange(network.linear, 1, layout),
                arrange(network.weights1, network.first, layout),
                network.bias1,
                network.weights2,
                network.bias2,
                network.output);
    }

    static OnnxGraph graph(RerankNetwork network) {
        OnnxGraph graph = new OnnxGraph("rerank");
        String x = graph.floatInput(
                "inputs", "n", Integer.toString(standardization(network, 0).width()));
        String scores = scores(graph, network, x, layout(network, 0));
        graph.floatOutput("scores", graph.node("Reshape", scores, graph.constant(-1)), "n");
        return graph;
    }

    /** Returns how the features of a network are standardized, but for the last {@code computed}. */
    public static Standardization standardization(RerankNetwork network, int computed) {
        Standardizer standardizer = network.standardizer;
        int given = standardizer.features() - computed;
        return new Standardization(
                Arrays.copyOf(standardizer.means(), given),
                Arrays.copyOf(standardizer.scales(), given),
                standardizer.indicated().length > 0);
    }

    /**
     * Adds a whole ranker to a graph that computes the last features itself.
     *
     * @param given what {@link #standardization(RerankNetwork, int)} makes of the others, {@code [n x width]}
     * @param last those features, raw, never missing, times {@code factor}, {@code [n x computed]}
     * @return scores {@code [n x 1]}
     */
    public static String rank(
            OnnxGraph graph, RerankNetwork network, String given, String last, int computed, float factor) {
        int features = network.standardizer.features();
        float[] means = Arrays.copyOfRange(network.standardizer.means(), features - computed, features);
        float[] scales = Arrays.copyOfRange(network.standardizer.scales(), features - computed, features);
        for (int i = 0; i < computed; i++) {
            means[i] *= factor;
            scales[i] /= factor;
        }
        String centred = graph.node("Sub", last, graph.floats("means", means, computed));
        String scaled = graph.node("Mul", centred, graph.floats("scales", scales, computed));
        String x = graph.node("Concat", Map.of("axis", 1), given, graph.node("Asinh", scaled));
        return scores(graph, network, x, layout(network, computed));
    }

    /**
     * Returns the row of weights of each input, {@value #NOTHING} for none: features that are given, flags of all of
     * these where any counts, features that the graph computes.
     */
    private static int[] layout(RerankNetwork network, int computed) {
        int features = network.standardizer.features();
        int given = features - computed;
        int[] rows = new int[standardization(network, computed).width() + computed];
        Arrays.fill(rows, NOTHING);
        for (int i = 0; i < given; i++) {
            rows[i] = i;
        }
        int[] indicated = network.standardizer.indicated();
        for (int i = 0; i < indicated.length; i++) {
            if (indicated[i] < given) {
                rows[given + indicated[i]] = features + i;
            }
        }
        for (int i = 0; i < computed; i++) {
            rows[rows.length - computed + i] = given + i;
        }
        return rows;
    }

    /** From standardized inputs {@code [n x layout.length]} to scores {@code [n x 1]}. */
    private static String scores(OnnxGraph graph, RerankNetwork network, String x, int[] layout) {
        String linear =
                graph.node("MatMul", x, graph.floats("linear", arrange(network.linear, 1, layout), layout.length, 1));
        return network.deep() ? hidden(graph, network, x, layout, linear) : linear;
    }

    private static String hidden(OnnxGraph graph, RerankNetwork network, String x, int[] layout, String linear) {
        int first = network.first;
        int second = network.second;
        float[] weights1 = arrange(network.weights1, first, layout);
        String one = graph.node(
                "Relu",
                graph.node(
                        "Gemm",
                        x,
                        graph.floats("weights1", weights1, layout.length, first),
                        graph.floats("bias1", network.bias1, first)));
        String two = graph.node(
                "Relu",
                graph.node(
                        "Gemm",
                        one,
                        graph.floats("weights2", network.weights2, first, second),
                        graph.floats("bias2", network.bias2, second)));
        return graph.node("Gemm", two, graph.floats("output", network.output, second, 1), linear);
    }

    /** Puts the rows of weights, [inputs x columns], in the order of a layout. */
    private static float[] arrange(float[] weights, int columns, int[] layout) {
        float[] arranged = new float[layout.length * columns];
        for (int i = 0; i < layout.length; i++) {
            if (layout[i] != NOTHING) {
                System.arraycopy(weights, layout[i] * columns, arranged, i * columns, columns);
            }
        }
        return arranged;
    }
}
