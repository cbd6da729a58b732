package dev.millrace.training.rerank;

import java.util.Arrays;

/**
 * Forward and backward passes over the rows of one query. Inner loops run along contiguous memory and add multiples of
 * rows, which the compiler turns into vector instructions. Owned by one thread and reused.
 */
final class Backpropagation {
    private final RerankNetwork network;
    private final float[][] gradients;
    private float[] hidden1 = new float[0];
    private float[] hidden2 = new float[0];
    private float[] delta1 = new float[0];
    private float[] delta2 = new float[0];
    private float[] scores = new float[0];
    private float[] deltas = new float[0];

    Backpropagation(RerankNetwork network) {
        this.network = network;
        float[][] parameters = network.parameters();
        gradients = new float[parameters.length][];
        for (int i = 0; i < parameters.length; i++) {
            gradients[i] = new float[parameters[i].length];
        }
    }

    /** Returns the summed gradients, one array for each of the network's parameters. */
    float[][] gradients() {
        return gradients;
    }

    void clear() {
        for (float[] gradient : gradients) {
            Arrays.fill(gradient, 0);
        }
    }

    /** Returns the scores of the rows of {@code x}, [size x inputs]; valid until the next call. */
    float[] forward(float[] x, int size) {
        room(size);
        int inputs = network.inputs;
        layer(x, inputs, network.weights1, network.bias1, hidden1, size);
        layer(hidden1, network.first, network.weights2, network.bias2, hidden2, size);
        for (int row = 0; row < size; row++) {
            float score = 0;
            for (int i = 0; i < inputs; i++) {
                score += network.linear[i] * x[row * inputs + i];
            }
            for (int i = 0; i < network.second; i++) {
                score += network.output[i] * hidden2[row * network.second + i];
            }
            scores[row] = score;
        }
        return scores;
    }

    private static void layer(float[] x, int width, float[] weights, float[] bias, float[] out, int size) {
        int units = bias.length;
        for (int row = 0; row < size; row++) {
            int base = row * units;
            System.arraycopy(bias, 0, out, base, units);
            for (int i = 0; i < width; i++) {
                float value = x[row * width + i];
                if (value != 0) {
                    int from = i * units;
                    for (int j = 0; j < units; j++) {
                        out[base + j] += value * weights[from + j];
                    }
                }
            }
            for (int j = 0; j < units; j++) {
                out[base + j] = Math.max(0, out[base + j]);
            }
        }
    }

    /** Returns the scores of the last rows, valid until the next call. */
    float[] scores() {
        return scores;
    }

    /** Returns the loss of one query, see {@link #backward}; leaves the gradients alone. */
    double loss(float[] x, RerankExamples.Group group) {
        forward(x, group.size);
        return softmax(group);
    }

    /**
     * Adds the gradients of the listwise softmax cross-entropy (Cao et al., 2007) of one query: how far the softmax
     * over its candidates is from the shares of the gain. A drawn row counts for all those it stands for.
     *
     * @param x [size x inputs] inputs of the query
     * @return the loss
     */
    double backward(float[] x, RerankExamples.Group group) {
        int size = group.size;
        forward(x, size);
        double loss = softmax(group);
        int inputs = network.inputs;
        Arrays.fill(delta2, 0, size * network.second, 0);
        Arrays.fill(delta1, 0, size * network.first, 0);
        for (int row = 0; row < size; row++) {
            float delta = deltas[row];
            addMultiple(gradients[0], 0, delta, x, row * inputs, inputs);
            int base = row * network.second;
            addMultiple(gradients[5], 0, delta, hidden2, base, network.second);
            for (int j = 0; j < network.second; j++) {
                delta2[base + j] = hidden2[base + j] > 0 ? delta * network.output[j] : 0;
            }
        }
        for (int row = 0; row < size; row++) {
            back(row, hidden1, network.first, delta2, network.second, gradients[3], gradients[4]);
            propagate(row);
            back(row, x, inputs, delta1, network.first, gradients[1], gradients[2]);
        }
        return loss;
    }

    /** Adds the gradients of one layer's weights and bias. */
    private static void back(int row, float[] x, int width, float[] delta, int units, float[] weights, float[] bias) {
        addMultiple(bias, 0, 1, delta, row * units, units);
        for (int i = 0; i < width; i++) {
            float value = x[row * width + i];
            if (value != 0) {
                addMultiple(weights, i * units, value, delta, row * units, units);
            }
        }
    }

    private void propagate(int row) {
        int units = network.second;
        for (int i = 0; i < network.first; i++) {
            if (hidden1[row * network.first + i] > 0) {
                float sum = 0;
                for (int j = 0; j < units; j++) {
                    sum += network.weights2[i * units + j] * delta2[row * units + j];
                }
                delta1[row * network.first + i] = sum;
            }
        }
    }

    private static void addMultiple(float[] to, int at, float factor, float[] from, int begin, int length) {
        for (int i = 0; i < length; i++) {
            to[at + i] += factor * from[begin + i];
        }
    }

    private double softmax(RerankExamples.Group group) {
        double highest = Double.NEGATIVE_INFINITY;
        double gains = 0;
        for (int row = 0; row < group.size; row++) {
            highest = Math.max(highest, scores[row] + group.logWeights[row]);
            gains += group.gains[row];
        }
        double total = 0;
        for (int row = 0; row < group.size; row++) {
            total += Math.exp(scores[row] + group.logWeights[row] - highest);
        }
        double logTotal = highest + Math.log(total);
        double loss = 0;
        for (int row = 0; row < group.size; row++) {
            double share = group.gains[row] / gains;
            double logit = scores[row] + group.logWeights[row] - logTotal;
            loss -= share * logit;
            deltas[row] = (float) (Math.exp(logit) - share);
        }
        return loss;
    }

    private void room(int size) {
        if (scores.length < size) {
            scores = new float[size];
            deltas = new float[size];
            hidden1 = new float[size * network.first];
            hidden2 = new float[size * network.second];
            delta1 = new float[size * network.first];
            delta2 = new float[size * network.second];
        }
    }
}
