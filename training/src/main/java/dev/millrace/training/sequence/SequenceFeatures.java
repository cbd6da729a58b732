package dev.millrace.training.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.training.rerank.RerankExamples;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a trained encoder says of candidates, as features of a ranker.
 *
 * <p>With e the candidate's embedding, b its bias and h the hidden states, newest last:
 *
 * <pre>
 *   sequence.last      = e . h_last + b
 *   sequence.attention = sum_j softmax_j(sharpness (e . h_j)) (e . h_j)
 * </pre>
 *
 * They know embeddings and hidden states by their inner products alone, so they keep their meaning when the encoder is
 * learned again from more data and ends up with other coordinates. Uses PyTorch; one thread at a time.
 */
public final class SequenceFeatures {
    /** The features, in column order. */
    public static final List<String> NAMES = List.of("sequence.last", "sequence.attention");

    /** How much attention prefers the states that agree with the candidate most. */
    static final float SHARPNESS = 0.5f;

    private static final int QUERIES_AT_ONCE = 32;

    private final HistoryEncoder encoder;
    private final float[] table;
    private final float[] bias;
    private final int dimension;

    /** Creates the features of an encoder over the data it was trained on. */
    public SequenceFeatures(SequenceData data, SequenceWeights weights) {
        encoder = new HistoryEncoder(data, weights);
        table = ItemEmbeddings.table(weights, data.attributes());
        bias = weights.get(SequenceWeights.ITEM_BIAS);
        dimension = weights.shape().dimension();
    }

    /**
     * Computes the features of every row of every query.
     *
     * @param cases whose queries the examples hold, in the same order
     * @return for every query {@code [rows x 2]}, row-major
     */
    public List<float[]> columns(RerankExamples examples, HeldOut cases) {
        List<float[]> columns = new ArrayList<>();
        for (int from = 0; from < examples.size(); from += QUERIES_AT_ONCE) {
            int[] chosen = IntStream.range(from, Math.min(examples.size(), from + QUERIES_AT_ONCE))
                    .toArray();
            try (NDManager manager = Torch.manager()) {
                NDArray hidden = encoder.encode(manager, cases, chosen);
                int longest = (int) hidden.getShape().get(1);
                float[] states = hidden.toFloatArray();
                for (int row = 0; row < chosen.length; row++) {
                    int length = encoder.window(cases, chosen[row]).length();
                    columns.add(columns(examples.items(chosen[row]), states, row * longest, length));
                }
            }
        }
        return columns;
    }

    private float[] columns(int[] items, float[] states, int first, int length) {
        float[] columns = new float[items.length * NAMES.size()];
        double[] products = new double[length];
        for (int i = 0; i < items.length; i++) {
            for (int j = 0; j < length; j++) {
                products[j] = product(items[i], states, (first + j) * dimension);
            }
            columns[2 * i] = (float) (products[length - 1] + bias[items[i]]);
            columns[2 * i + 1] = (float) attention(products);
        }
        return columns;
    }

    private double product(int item, float[] states, int state) {
        float sum = 0;
        for (int k = 0; k < dimension; k++) {
            sum += table[item * dimension + k] * states[state + k];
        }
        return sum;
    }

    private static double attention(double[] products) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double product : products) {
            highest = Math.max(highest, product);
        }
        double total = 0;
        double sum = 0;
        for (double product : products) {
            double share = Math.exp(SHARPNESS * (product - highest));
            total += share;
            sum += share * product;
        }
        return sum / total;
    }
}
