package dev.millrace.training.sequence;

import dev.millrace.cascade.feature.SequenceEncoding;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The weights of a sequence network.
 *
 * <p>{@code item} [items x d], {@code attribute} [attributes x d] and {@code itemBias} [items] describe the catalogue;
 * {@code type}, {@code gap} and {@code distance} [heads x length] the events; {@code input*}, {@code output*} and
 * {@code LAYER.*} the encoder. One thread at a time while it is written; then safe to share.
 */
public final class SequenceWeights {
    static final String ITEM = "item";
    static final String ATTRIBUTE = "attribute";
    static final String ITEM_BIAS = "itemBias";

    private final NetworkShape shape;
    private final Parameters parameters;

    private SequenceWeights(NetworkShape shape, Parameters parameters) {
        this.shape = shape;
        this.parameters = parameters;
    }

    /**
     * Draws initial weights.
     *
     * @param spread standard deviation of the item embeddings
     */
    static SequenceWeights random(NetworkShape shape, float spread, RandomGenerator random) {
        SequenceWeights weights = new SequenceWeights(shape, new Parameters());
        int d = shape.dimension();
        weights.parameters.add(ITEM, spread, random, shape.itemCount(), d);
        weights.parameters.add(ATTRIBUTE, spread, random, shape.attributeCount(), d);
        weights.parameters.add(ITEM_BIAS, 0, random, shape.itemCount());
        weights.parameters.add("type", 0, random, shape.typeCount(), d);
        weights.parameters.add("gap", 0, random, SequenceEncoding.GAP_COUNT, d);
        weights.parameters.add("distance", 0, random, shape.heads(), shape.maxLength());
        weights.addNorm("input", random);
        for (int layer = 0; layer < shape.layers(); layer++) {
            weights.addNorm(layer + ".attention", random);
            weights.addDense(layer + ".qkv", random, d, 3 * d);
            weights.addDense(layer + ".mix", random, d, d);
            weights.addNorm(layer + ".forward", random);
            weights.addDense(layer + ".up", random, d, shape.feedForward());
            weights.addDense(layer + ".down", random, shape.feedForward(), d);
        }
        weights.addNorm("output", random);
        return weights;
    }

    /** Returns drawn weights: the size and speed of learned ones, and no knowledge. */
    public static SequenceWeights untrained(NetworkShape shape, long seed) {
        return random(shape, 0.1f, new SplittableRandom(seed));
    }

    /** The sizes of the network. */
    public NetworkShape shape() {
        return shape;
    }

    /** The weights by name. */
    Parameters parameters() {
        return parameters;
    }

    /** The live values of a weight. */
    float[] get(String name) {
        return parameters.get(name);
    }

    /** Whether the weight belongs to the catalogue, not to the encoder. */
    static boolean describesItems(String name) {
        return name.equals(ITEM) || name.equals(ATTRIBUTE) || name.equals(ITEM_BIAS);
    }

    SequenceWeights copy() {
        return new SequenceWeights(shape, parameters.copy());
    }

    /**
     * Fills rows of a [rows x d] table that training never touched with the nearest lower row it did touch, so that a
     * gap longer than any in training counts as the longest one known.
     */
    void extend(String name, int lastSeen) {
        float[] table = get(name);
        int d = shape.dimension();
        for (int row = lastSeen + 1; row < table.length / d; row++) {
            System.arraycopy(table, lastSeen * d, table, row * d, d);
        }
    }

    private void addDense(String name, RandomGenerator random, int in, int out) {
        parameters.add(name, 0.5f / (float) Math.sqrt(in), random, in, out);
        parameters.add(name + "Bias", 0, random, out);
    }

    private void addNorm(String name, RandomGenerator random) {
        parameters.add(name + "Scale", 0, random, shape.dimension());
        Arrays.fill(get(name + "Scale"), 1);
        parameters.add(name + "Shift", 0, random, shape.dimension());
    }
}
