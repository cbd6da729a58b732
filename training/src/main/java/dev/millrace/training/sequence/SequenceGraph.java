package dev.millrace.training.sequence;

import dev.millrace.training.onnx.OnnxGraph;
import dev.millrace.training.rerank.RerankModel;
import dev.millrace.training.rerank.RerankNetwork;
import java.util.Map;

/**
 * Spells a trained encoder and the ranker that reads it as an ONNX graph.
 *
 * <p>Inputs {@code history}, {@code type}, {@code gap} int64 [1, L] (oldest event first, 1 &lt;= L &lt;= the network's
 * length), {@code candidates} int64 [n], {@code prior} float32 [n, p], the ranker's features but for those of
 * {@link SequenceFeatures}, which come last; output {@code scores} float32 [n]. The user part,
 * which depends on the history alone, ends in the value {@code hidden} [1, L, d]; everything after it is dot products with
 * candidates. Attributes are mixed into the item table, so items without events score by what they are.
 */
public final class SequenceGraph {
    private final SequenceWeights weights;
    private final NetworkShape shape;
    private final OnnxGraph graph = new OnnxGraph("finerank");

    private SequenceGraph(SequenceWeights weights) {
        this.weights = weights;
        this.shape = weights.shape();
    }

    /** Returns the graph of a model. */
    public static OnnxGraph of(SequenceWeights weights, ItemAttributes attributes, RerankNetwork ranker) {
        SequenceGraph builder = new SequenceGraph(weights);
        builder.build(attributes, ranker);
        return builder.graph;
    }

    private void build(ItemAttributes attributes, RerankNetwork ranker) {
        int priors = ranker.names().size() - SequenceFeatures.NAMES.size();
        int d = shape.dimension();
        String history = graph.longInput("history", "1", "L");
        String type = graph.longInput("type", "1", "L");
        String gap = graph.longInput("gap", "1", "L");
        String candidates = graph.longInput("candidates", "n");
        String prior = graph.floatInput("prior", "n", Integer.toString(priors));
        String items = graph.floats("items", ItemEmbeddings.table(weights, attributes), shape.itemCount(), d);
        String bias = graph.floats("itemBias", weights.get(SequenceWeights.ITEM_BIAS), shape.itemCount());
        String hidden = encode(items, history, type, gap);
        String embedded = graph.node("Gather", items, candidates);
        String newest = graph.node(
                "Reshape", graph.node("Gather", Map.of("axis", 1), hidden, graph.constant(-1)), graph.constant(d, 1));
        String itemBias = graph.node("Unsqueeze", graph.node("Gather", bias, candidates), graph.constant(1));
        String first = graph.node("Add", graph.node("MatMul", embedded, newest), itemBias);
        String second = attend(embedded, hidden);
        String features = graph.node("Concat", Map.of("axis", 1), prior, first, second);
        graph.floatOutput("scores", RerankModel.scores(graph, ranker, features), "n");
    }

    private String encode(String items, String history, String type, String gap) {
        String x = graph.node("Gather", items, history);
        x = graph.node("Add", x, graph.node("Gather", encoderWeight("type"), type));
        x = graph.node("Add", x, graph.node("Gather", encoderWeight("gap"), gap));
        x = norm(x, "input");
        String bias = attentionBias(history);
        for (int layer = 0; layer < shape.layers(); layer++) {
            String p = layer + ".";
            x = graph.node("Add", x, selfAttention(norm(x, p + "attention"), p, bias));
            String inner = graph.node("Relu", dense(norm(x, p + "forward"), p + "up"));
            x = graph.node("Add", x, dense(inner, p + "down"));
        }
        return norm(x, "output");
    }

    private String selfAttention(String x, String prefix, String bias) {
        int heads = shape.heads();
        int width = shape.dimension() / heads;
        String split = graph.node("Reshape", dense(x, prefix + "qkv"), graph.constant(1, -1, 3, heads, width));
        String moved = graph.node("Transpose", Map.of("perm", new long[] {2, 0, 3, 1, 4}), split);
        String[] qkv = graph.node("Split", 3, Map.of("axis", 0, "num_outputs", 3), moved);
        String q = graph.node("Squeeze", qkv[0], graph.constant(0));
        String k = graph.node("Squeeze", qkv[1], graph.constant(0));
        String v = graph.node("Squeeze", qkv[2], graph.constant(0));
        String keys = graph.node("Transpose", Map.of("perm", new long[] {0, 1, 3, 2}), k);
        String logits = graph.node("Mul", graph.node("MatMul", q, keys), graph.scalar((float) (1 / Math.sqrt(width))));
        String attention = graph.node("Softmax", Map.of("axis", -1), graph.node("Add", logits, bias));
        String mixed =
                graph.node("Transpose", Map.of("perm", new long[] {0, 2, 1, 3}), graph.node("MatMul", attention, v));
        return dense(graph.node("Reshape", mixed, graph.constant(1, -1, shape.dimension())), prefix + "mix");
    }

    /** The [heads x L x L] corner of the table of biases by distance, minus infinity for the future. */
    private String attentionBias(String history) {
        int longest = shape.maxLength();
        float[] distance = weights.get("distance");
        float[] table = new float[shape.heads() * longest * longest];
        for (int head = 0; head < shape.heads(); head++) {
            for (int i = 0; i < longest; i++) {
                for (int j = 0; j < longest; j++) {
                    table[(head * longest + i) * longest + j] = j > i ? -1e9f : distance[head * longest + i - j];
                }
            }
        }
        String full = graph.floats("distance", table, shape.heads(), longest, longest);
        String length = graph.node("Gather", graph.node("Shape", history), graph.constant(1));
        String ends = graph.node("Concat", Map.of("axis", 0), length, length);
        return graph.node("Slice", full, graph.constant(0, 0), ends, graph.constant(1, 2));
    }

    private String attend(String embedded, String hidden) {
        String states = graph.node(
                "Transpose", Map.of("perm", new long[] {1, 0}), graph.node("Squeeze", hidden, graph.constant(0)));
        String products = graph.node("MatMul", embedded, states);
        String sharpness = graph.scalar(SequenceFeatures.SHARPNESS);
        String attention = graph.node("Softmax", Map.of("axis", -1), graph.node("Mul", products, sharpness));
        return graph.node("ReduceSum", graph.node("Mul", attention, products), graph.constant(1));
    }

    private String dense(String x, String name) {
        return graph.node("Add", graph.node("MatMul", x, encoderWeight(name)), encoderWeight(name + "Bias"));
    }

    private String norm(String x, String name) {
        return graph.node(
                "LayerNormalization",
                Map.of("axis", -1, "epsilon", SequenceNetwork.EPSILON),
                x,
                encoderWeight(name + "Scale"),
                encoderWeight(name + "Shift"));
    }

    private String encoderWeight(String name) {
        return graph.floats(
                "encoder." + name, weights.get(name), weights.parameters().shape(name));
    }
}
