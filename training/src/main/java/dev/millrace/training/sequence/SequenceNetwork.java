package dev.millrace.training.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The encoder as DJL operations over one copy of its weights, owned by the manager it was made with.
 *
 * <p>A pre-norm transformer with causal attention. Positions enter as a learned bias per head and distance, so the same
 * context means the same wherever it stands in a window; sequences are padded on the right, where the causal mask hides
 * the padding without another mask.
 *
 * <p>Scalars are arrays of the same manager: DJL frees a boxed operand right after the call, while the backward pass
 * still reads it. One thread at a time.
 */
final class SequenceNetwork {
    static final float EPSILON = 1e-5f;

    private final NDManager manager;
    private final NetworkShape shape;
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    SequenceNetwork(NDManager manager, SequenceWeights weights, boolean training) {
        this.manager = manager;
        shape = weights.shape();
        for (String name : weights.parameters().names()) {
            if (!SequenceWeights.describesItems(name)) {
                NDArray array = manager.create(
                        weights.get(name), new Shape(weights.parameters().shape(name)));
                array.setRequiresGradient(training);
                parameters.put(name, array);
            }
        }
    }

    /** The encoder's weights by name. */
    Map<String, NDArray> parameters() {
        return parameters;
    }

    /**
     * Encodes a batch.
     *
     * @param items embedded items, [b x l x d]
     * @param batch types, gaps and sizes of the batch
     * @param dropout share of activations to drop, 0 when not training
     * @return hidden states, [b x l x d]
     */
    NDArray encode(NDArray items, SequenceBatch batch, float dropout) {
        int b = batch.size();
        int l = batch.length();
        int d = shape.dimension();
        NDArray x = items;
        if (shape.typeCount() > 1) {
            x = x.add(rows(parameter("type"), manager.create(batch.types())).reshape(b, l, d));
        }
        if (shape.timed()) {
            x = x.add(rows(parameter("gap"), manager.create(batch.gaps())).reshape(b, l, d));
        }
        x = drop(norm(x, "input"), dropout);
        NDArray bias = attentionBias(l);
        for (int layer = 0; layer < shape.layers(); layer++) {
            String p = layer + ".";
            x = x.add(drop(attend(norm(x, p + "attention"), p, bias, dropout), dropout));
            NDArray inner =
                    dense(norm(x, p + "forward"), p + "up").getNDArrayInternal().relu();
            x = x.add(drop(dense(drop(inner, dropout), p + "down"), dropout));
        }
        return norm(x, "output");
    }

    private NDArray attend(NDArray x, String prefix, NDArray bias, float dropout) {
        long b = x.getShape().get(0);
        long l = x.getShape().get(1);
        int heads = shape.heads();
        int width = shape.dimension() / heads;
        NDArray qkv = dense(x, prefix + "qkv").reshape(b, l, 3, heads, width).transpose(2, 0, 3, 1, 4);
        NDArray scale = manager.create((float) (1 / Math.sqrt(width)));
        NDArray attention = qkv.get(0)
                .matMul(qkv.get(1).transpose(0, 1, 3, 2))
                .mul(scale)
                .add(bias)
                .softmax(-1);
        NDArray mixed = drop(attention, dropout).matMul(qkv.get(2)).transpose(0, 2, 1, 3);
        return dense(mixed.reshape(b, l, shape.dimension()), prefix + "mix");
    }

    /** Learned bias by distance below the diagonal, minus infinity above: [heads x l x l]. */
    private NDArray attentionBias(int l) {
        long[] distance = new long[l * l];
        float[] mask = new float[l * l];
        for (int i = 0; i < l; i++) {
            for (int j = 0; j < l; j++) {
                distance[i * l + j] = Math.max(0, i - j);
                mask[i * l + j] = j > i ? -1e9f : 0;
            }
        }
        return rows(parameter("distance").transpose(), manager.create(distance))
                .reshape(l, l, shape.heads())
                .transpose(2, 0, 1)
                .add(manager.create(mask, new Shape(l, l)));
    }

    /** Gathers rows of a matrix: [n x d], [k] to [k x d]. */
    static NDArray rows(NDArray table, NDArray index) {
        return table.getNDArrayInternal()
                .embedding(index, table, SparseFormat.DENSE)
                .singletonOrThrow();
    }

    private NDArray dense(NDArray x, String name) {
        return x.matMul(parameter(name)).add(parameter(name + "Bias"));
    }

    private NDArray norm(NDArray x, String name) {
        return x.getNDArrayInternal()
                .layerNorm(
                        x, new Shape(shape.dimension()), parameter(name + "Scale"), parameter(name + "Shift"), EPSILON)
                .singletonOrThrow();
    }

    private NDArray parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    private static NDArray drop(NDArray x, float rate) {
        return rate == 0 ? x : x.getNDArrayInternal().dropout(x, rate, true).singletonOrThrow();
    }
}
