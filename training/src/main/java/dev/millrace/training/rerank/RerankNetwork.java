package dev.millrace.training.rerank;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A linear path and two hidden layers beside it over standardised features: {@code score = w x + v relu(W2 relu(W1 x +
 * b1) + b2)}. Scores are comparable within a query only.
 *
 * <p>{@code v} starts at zero, so that the hidden layers begin by saying nothing and the network is never worse than
 * the linear path it starts from. Without hidden layers their width is zero. One owner while it is trained; safe to
 * share once nobody changes it any more.
 */
public final class RerankNetwork {
    private final List<String> names;
    final Standardizer standardizer;
    final int inputs;
    final int first;
    final int second;
    /** [inputs] */
    final float[] linear;
    /** [inputs x first], row-major */
    final float[] weights1;
    /** [first] */
    final float[] bias1;
    /** [first x second], row-major */
    final float[] weights2;
    /** [second] */
    final float[] bias2;
    /** [second] */
    final float[] output;

    private RerankNetwork(List<String> names, Standardizer standardizer, int first, int second) {
        this.names = names;
        this.standardizer = standardizer;
        this.inputs = standardizer.inputs();
        this.first = first;
        this.second = second;
        linear = new float[inputs];
        weights1 = new float[inputs * first];
        bias1 = new float[first];
        weights2 = new float[first * second];
        bias2 = new float[second];
        output = new float[second];
    }

    /** Creates a network with hidden layers of {@code hidden} and half as many units, or none when 0. */
    static RerankNetwork create(List<String> names, Standardizer standardizer, int hidden, long seed) {
        RerankNetwork network = new RerankNetwork(names, standardizer, hidden, hidden / 2);
        SplittableRandom random = new SplittableRandom(seed);
        fill(network.weights1, network.inputs, random);
        fill(network.weights2, hidden, random);
        return network;
    }

    /**
     * Returns a network of drawn weights: the size and speed of a trained one, and no knowledge.
     *
     * @param names of the features, in column order; each counts as missing now and then
     * @param hidden width of the first hidden layer; the second has half of it
     */
    public static RerankNetwork untrained(List<String> names, int hidden, long seed) {
        float[] means = new float[names.size()];
        float[] scales = new float[names.size()];
        Arrays.fill(scales, 1);
        int[] indicated = IntStream.range(0, names.size()).toArray();
        RerankNetwork network = create(names, new Standardizer(means, scales, indicated), hidden, seed);
        SplittableRandom random = new SplittableRandom(seed + 1);
        fill(network.linear, network.inputs, random);
        fill(network.output, network.second, random);
        return network;
    }

    private static void fill(float[] weights, int fanIn, SplittableRandom random) {
        float scale = (float) Math.sqrt(2.0 / Math.max(1, fanIn));
        for (int i = 0; i < weights.length; i++) {
            weights[i] = scale * (float) random.nextGaussian();
        }
    }

    /** Returns a copy of this network's linear path with hidden layers beside it that say nothing yet. */
    RerankNetwork deepen(int hidden, long seed) {
        RerankNetwork deep = create(names, standardizer, hidden, seed);
        System.arraycopy(linear, 0, deep.linear, 0, inputs);
        return deep;
    }

    /** Returns a network that takes further features and does not heed them yet: it scores as this one does. */
    RerankNetwork extend(List<String> allNames, Standardizer extended) {
        RerankNetwork wide = new RerankNetwork(allNames, extended, first, second);
        int old = standardizer.features();
        int more = extended.features() - old;
        for (int i = 0; i < inputs; i++) {
            int to = i < old ? i : i + more;
            wide.linear[to] = linear[i];
            System.arraycopy(weights1, i * first, wide.weights1, to * first, first);
        }
        System.arraycopy(bias1, 0, wide.bias1, 0, first);
        System.arraycopy(weights2, 0, wide.weights2, 0, weights2.length);
        System.arraycopy(bias2, 0, wide.bias2, 0, second);
        System.arraycopy(output, 0, wide.output, 0, second);
        return wide;
    }

    RerankNetwork copy() {
        RerankNetwork copy = new RerankNetwork(names, standardizer, first, second);
        float[][] to = copy.parameters();
        float[][] from = parameters();
        for (int i = 0; i < to.length; i++) {
            System.arraycopy(from[i], 0, to[i], 0, to[i].length);
        }
        return copy;
    }

    /** Returns the number of trained weights, which is about the multiplications a candidate costs. */
    public int parameterCount() {
        int count = 0;
        for (float[] parameters : parameters()) {
            count += parameters.length;
        }
        return count;
    }

    /** All that is learned; the linear path comes first. */
    float[][] parameters() {
        return new float[][] {linear, weights1, bias1, weights2, bias2, output};
    }

    /** Returns the names of the features it was trained on, in column order. */
    public List<String> names() {
        return names;
    }

    /** Returns whether there are hidden layers. */
    public boolean deep() {
        return first > 0;
    }

    /**
     * Scores one row in plain Java; what the exported graph is held against.
     *
     * @param features raw features, NaN where missing
     * @param from where the row begins in {@code features}
     */
    public float score(float[] features, int from) {
        float[] x = new float[inputs];
        standardizer.apply(features, from, x, 0);
        double score = 0;
        for (int i = 0; i < inputs; i++) {
            score += (double) linear[i] * x[i];
        }
        double[] hidden = layer(x, weights1, bias1);
        float[] middle = new float[first];
        for (int i = 0; i < first; i++) {
            middle[i] = (float) hidden[i];
        }
        double[] last = layer(middle, weights2, bias2);
        for (int i = 0; i < second; i++) {
            score += output[i] * last[i];
        }
        return (float) score;
    }

    private static double[] layer(float[] x, float[] weights, float[] bias) {
        double[] out = new double[bias.length];
        for (int j = 0; j < out.length; j++) {
            double sum = bias[j];
            for (int i = 0; i < x.length; i++) {
                sum += (double) x[i] * weights[i * out.length + j];
            }
            out[j] = Math.max(0, sum);
        }
        return out;
    }
}
