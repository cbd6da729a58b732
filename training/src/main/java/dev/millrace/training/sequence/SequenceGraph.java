package dev.millrace.training.sequence;

import dev.millrace.cascade.feature.Standardization;
import dev.millrace.training.onnx.OnnxGraph;
import dev.millrace.training.rerank.RerankModel;
import dev.millrace.training.rerank.RerankNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Spells a trained encoder and the ranker that reads it as one ONNX graph with two entry points, so that a user's
 * history is encoded once and scored against often while the item table is there once.
 *
 * <p>With the flag {@code encode} set: from {@code history}, {@code type}, {@code gap} int64 [L] (oldest event first, 1
 * &lt;= L &lt;= the network's length) to the hidden states, float32 [L, d]. Without it: from {@code hidden} float32 [L,
 * d], {@code candidates} int64 [n] and {@code prior} float32 [n, p], the ranker's features but for those of
 * {@link SequenceFeatures}, which come last, as {@link #standardization} makes them, to scores, float32 [n, 1]. Either
 * comes as the one output {@code result}; the inputs of the other half must be there and are not looked at. Attributes
 * are mixed into the item table, so items without events score by what they are.
 *
 * <p>Layer normalization is spelled as ONNX Runtime's own {@code SkipLayerNormalization}, which adds and normalizes in
 * one pass and is three times as fast there as the standard operator.
 */
public final class SequenceGraph {
    private static final int COMPUTED = SequenceFeatures.NAMES.size();
    private static final float EPSILON = SequenceNetwork.EPSILON;

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

    /** Returns how the ranker's features but for those of {@link SequenceFeatures} become the input {@code prior}. */
    public static Standardization standardization(RerankNetwork ranker) {
        return RerankModel.standardization(ranker, COMPUTED);
    }

    private void build(ItemAttributes attributes, RerankNetwork ranker) {
        String d = Integer.toString(shape.dimension());
        String encode = graph.flagInput("encode");
        String history = graph.longInput("history", "L");
        String type = graph.longInput("type", "L");
        String gap = graph.longInput("gap", "L");
        String hidden = graph.floatInput("hidden", "states", d);
        String candidates = graph.longInput("candidates", "n");
        String prior = graph.floatInput(
                "prior", "n", Integer.toString(standardization(ranker).width()));
        String items =
                graph.floats("items", ItemEmbeddings.table(weights, attributes), shape.itemCount(), shape.dimension());

        OnnxGraph encoder = graph.branch("encoder");
        String states = new Encoder(encoder).states(items, history, type, gap);
        encoder.floatOutput("states", states, "rows", "columns");
        OnnxGraph scorer = graph.branch("scorer");
        String scores = new Scorer(scorer, ranker).scores(items, hidden, candidates, prior);
        scorer.floatOutput("scores", scores, "rows", "columns");
        graph.floatOutput("result", graph.choose(encode, encoder, scorer), "rows", "columns");
    }

    /** The half that depends on the history alone. */
    private final class Encoder {
        private final OnnxGraph part;

        Encoder(OnnxGraph part) {
            this.part = part;
        }

        String states(String items, String history, String type, String gap) {
            String item = part.node("Gather", items, history);
            String typed = part.node("Add", item, part.node("Gather", weight("type"), type));
            String x = addAndNorm(typed, part.node("Gather", weight("gap"), gap), "input")[0];
            String bias = attentionBias(history);
            // The norm of x + x is that of x when epsilon counts for as much.
            String normed = skip(x, x, 4 * EPSILON, "0.attention")[0];
            for (int layer = 0; layer < shape.layers(); layer++) {
                String prefix = layer + ".";
                boolean last = layer == shape.layers() - 1;
                String[] attended = addAndNorm(x, selfAttention(normed, prefix, bias), prefix + "forward");
                String inner = part.node("Relu", dense(attended[0], prefix + "up"));
                String next = last ? "output" : layer + 1 + ".attention";
                String[] block = addAndNorm(attended[3], dense(inner, prefix + "down"), next);
                normed = block[0];
                x = block[3];
            }
            return normed;
        }

        private String selfAttention(String x, String prefix, String bias) {
            int width = shape.dimension() / shape.heads();
            String query = heads(project(x, prefix, 0), 1, 0, 2);
            String key = heads(project(x, prefix, 1), 1, 2, 0);
            String value = heads(project(x, prefix, 2), 1, 0, 2);
            String scaled =
                    part.node("Mul", part.node("MatMul", query, key), part.scalar((float) (1 / Math.sqrt(width))));
            String attention = part.node("Softmax", Map.of("axis", -1), part.node("Add", scaled, bias));
            String mixed =
                    part.node("Transpose", Map.of("perm", new long[] {1, 0, 2}), part.node("MatMul", attention, value));
            return dense(part.node("Reshape", mixed, part.constant(-1, shape.dimension())), prefix + "mix");
        }

        private String heads(String x, long... order) {
            String split = part.node("Reshape", x, part.constant(-1, shape.heads(), shape.dimension() / shape.heads()));
            return part.node("Transpose", Map.of("perm", order), split);
        }

        /** Queries, keys or values: a third of the columns of one matrix. */
        private String project(String x, String prefix, int third) {
            int d = shape.dimension();
            float[] all = weights.get(prefix + "qkv");
            float[] columns = new float[d * d];
            for (int row = 0; row < d; row++) {
                System.arraycopy(all, row * 3 * d + third * d, columns, row * d, d);
            }
            float[] bias = Arrays.copyOfRange(weights.get(prefix + "qkvBias"), third * d, (third + 1) * d);
            String name = prefix + List.of("query", "key", "value").get(third);
            return part.node("Gemm", x, part.floats(name, columns, d, d), part.floats(name + "Bias", bias, d));
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
            String full = part.floats("distance", table, shape.heads(), longest, longest);
            String length = part.node("Shape", history);
            String ends = part.node("Concat", Map.of("axis", 0), length, length);
            return part.node("Slice", full, part.constant(0, 0), ends, part.constant(1, 2));
        }

        /** Returns the norm of the sum first, the sum fourth. */
        private String[] addAndNorm(String x, String y, String name) {
            return skip(x, y, EPSILON, name);
        }

        private String[] skip(String x, String y, float epsilon, String name) {
            return part.contributed(
                    "SkipLayerNormalization",
                    4,
                    Map.of("epsilon", epsilon),
                    x,
                    y,
                    weight(name + "Scale"),
                    weight(name + "Shift"));
        }

        private String dense(String x, String name) {
            return part.node("Gemm", x, weight(name), weight(name + "Bias"));
        }

        private String weight(String name) {
            return part.floats(name, weights.get(name), weights.parameters().shape(name));
        }
    }

    /** The half that depends on the candidates. */
    private final class Scorer {
        private final OnnxGraph part;
        private final RerankNetwork ranker;

        Scorer(OnnxGraph part, RerankNetwork ranker) {
            this.part = part;
            this.ranker = ranker;
        }

        String scores(String items, String hidden, String candidates, String prior) {
            float sharpness = SequenceFeatures.SHARPNESS;
            String embedded = part.node("Gather", items, candidates);
            String sharpened = part.node("Gemm", Map.of("transB", 1, "alpha", sharpness), embedded, hidden);
            String bias =
                    part.node("Gather", part.floats("itemBias", itemBias(sharpness), shape.itemCount(), 1), candidates);
            String last = part.node("Add", part.node("Gather", Map.of("axis", 1), sharpened, part.constant(-1)), bias);
            String attention = part.node("Softmax", Map.of("axis", -1), sharpened);
            String attended = part.node("ReduceSum", part.node("Mul", attention, sharpened), part.constant(1));
            String computed = part.node("Concat", Map.of("axis", 1), last, attended);
            return RerankModel.rank(part, ranker, prior, computed, COMPUTED, sharpness);
        }

        private float[] itemBias(float factor) {
            float[] bias = weights.get(SequenceWeights.ITEM_BIAS).clone();
            for (int i = 0; i < bias.length; i++) {
                bias[i] *= factor;
            }
            return bias;
        }
    }
}
