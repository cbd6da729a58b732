package dev.millrace.training.sequence;

import java.util.Arrays;

/**
 * The item side of the weights with its gradients: an item is its own vector plus the mean of its attributes' vectors,
 * so items never seen in training still have one.
 *
 * <p>Gradients gather in dense arrays; only rows that a step touched are updated and cleared. One thread at a time.
 */
public final class ItemEmbeddings {
    private final SequenceWeights weights;
    private final ItemAttributes attributes;
    private final int dimension;
    private final float[] itemGradient;
    private final float[] biasGradient;
    private final float[] attributeGradient;
    private final boolean[] marked;
    private final int[] touched;
    private int touchedCount;

    ItemEmbeddings(SequenceWeights weights, ItemAttributes attributes) {
        this.weights = weights;
        this.attributes = attributes;
        dimension = weights.shape().dimension();
        int items = weights.shape().itemCount();
        itemGradient = new float[Math.multiplyExact(items, dimension)];
        biasGradient = new float[items];
        attributeGradient = new float[attributes.attributeCount() * dimension];
        marked = new boolean[items];
        touched = new int[items];
    }

    /** Writes the embedding of {@code item} to {@code out[at .. at + d - 1]}. */
    static void write(SequenceWeights weights, ItemAttributes attributes, int item, float[] out, int at) {
        int d = weights.shape().dimension();
        System.arraycopy(weights.get(SequenceWeights.ITEM), item * d, out, at, d);
        int count = attributes.end(item) - attributes.start(item);
        if (count == 0) {
            return;
        }
        float[] vectors = weights.get(SequenceWeights.ATTRIBUTE);
        float share = 1f / count;
        for (int k = attributes.start(item); k < attributes.end(item); k++) {
            int row = attributes.value(k) * d;
            for (int j = 0; j < d; j++) {
                out[at + j] += share * vectors[row + j];
            }
        }
    }

    /** The embeddings of all items, {@code [items x d]}. */
    static float[] table(SequenceWeights weights, ItemAttributes attributes) {
        int d = weights.shape().dimension();
        float[] table = new float[weights.shape().itemCount() * d];
        for (int item = 0; item < weights.shape().itemCount(); item++) {
            write(weights, attributes, item, table, item * d);
        }
        return table;
    }

    /** Embeddings of a batch's events, {@code [cells x d]}, zero for padding. */
    static float[] inputs(SequenceWeights weights, SequenceData data, SequenceBatch batch) {
        int d = weights.shape().dimension();
        int[] events = batch.events();
        float[] x = new float[events.length * d];
        for (int cell = 0; cell < events.length; cell++) {
            if (events[cell] >= 0) {
                write(weights, data.attributes(), data.item(events[cell]), x, cell * d);
            }
        }
        return x;
    }

    /** Embeddings and biases of the rows of a softmax, {@code [rows x (d + 1)]}, less the logQ correction. */
    float[] outputs(CatalogueRows rows) {
        int width = dimension + 1;
        int[] items = rows.items();
        float[] bias = weights.get(SequenceWeights.ITEM_BIAS);
        float[] table = new float[items.length * width];
        for (int i = 0; i < items.length; i++) {
            write(weights, attributes, items[i], table, i * width);
            table[i * width + dimension] = bias[items[i]] - (rows.sampled() ? (float) Math.log(rows.inclusion(i)) : 0);
        }
        return table;
    }

    /** Takes the gradient {@code [rows x (d + 1)]} of {@link #outputs}. */
    void addOutputs(CatalogueRows rows, float[] gradient) {
        int width = dimension + 1;
        int[] items = rows.items();
        for (int i = 0; i < items.length; i++) {
            add(items[i], gradient, i * width);
            biasGradient[items[i]] += gradient[i * width + dimension];
        }
    }

    /** Takes the gradient of {@link #inputs}. */
    void addInputs(SequenceData data, SequenceBatch batch, float[] gradient) {
        int[] events = batch.events();
        for (int cell = 0; cell < events.length; cell++) {
            if (events[cell] >= 0) {
                add(data.item(events[cell]), gradient, cell * dimension);
            }
        }
    }

    private void add(int item, float[] gradient, int at) {
        if (!marked[item]) {
            marked[item] = true;
            touched[touchedCount++] = item;
        }
        int row = item * dimension;
        for (int j = 0; j < dimension; j++) {
            itemGradient[row + j] += gradient[at + j];
        }
    }

    /** Applies and clears the gradients. */
    void update(AdamW adam, float decay) {
        for (int i = 0; i < touchedCount; i++) {
            int item = touched[i];
            int row = item * dimension;
            passToAttributes(item);
            adam.update(SequenceWeights.ITEM, itemGradient, row, row + dimension, decay);
            adam.update(SequenceWeights.ITEM_BIAS, biasGradient, item, item + 1, 0);
            Arrays.fill(itemGradient, row, row + dimension, 0);
            biasGradient[item] = 0;
            marked[item] = false;
        }
        touchedCount = 0;
        if (attributeGradient.length > 0) {
            adam.update(SequenceWeights.ATTRIBUTE, attributeGradient, decay);
            Arrays.fill(attributeGradient, 0);
        }
    }

    private void passToAttributes(int item) {
        int count = attributes.end(item) - attributes.start(item);
        float share = 1f / Math.max(1, count);
        for (int k = attributes.start(item); k < attributes.end(item); k++) {
            int row = attributes.value(k) * dimension;
            for (int j = 0; j < dimension; j++) {
                attributeGradient[row + j] += share * itemGradient[item * dimension + j];
            }
        }
    }
}
