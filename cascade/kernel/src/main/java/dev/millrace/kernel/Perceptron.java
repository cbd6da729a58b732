package dev.millrace.kernel;

import java.util.List;

/**
 * The weights of a small network: hidden layers of rectified sums one after the other, and beside them a linear part
 * from the inputs to the score: {@code score = c + linear x + output relu(W2 relu(W1 x + b1) + b2)}. Immutable and
 * thread-safe; arrays are read only.
 */
public final class Perceptron {
    private final float[] linear;
    private final List<Layer> layers;
    private final float[] output;
    private final float constant;

    /** A layer of rectified sums. Immutable; arrays are read only. */
    public static final class Layer {
        private final float[] weights;
        private final float[] bias;

        /**
         * Creates a layer over the arrays, which must not change any more.
         *
         * @param weights [inputs x units], row-major
         * @param bias [units]
         * @throws IllegalArgumentException if the weights are no rows of as many numbers as biases
         */
        public Layer(float[] weights, float[] bias) {
            if (bias.length == 0 || weights.length == 0 || weights.length % bias.length != 0) {
                throw new IllegalArgumentException("weights: " + weights.length + " (expected: rows of " + bias.length
                        + ", and at least one of at least one)");
            }
            this.weights = weights;
            this.bias = bias;
        }

        int inputs() {
            return weights.length / bias.length;
        }

        int units() {
            return bias.length;
        }

        float[] weights() {
            return weights;
        }

        float[] bias() {
            return bias;
        }
    }

    /**
     * Creates a network over the arrays, which must not change any more.
     *
     * @param linear [width]
     * @param layers first to last; may be empty
     * @param output [units of the last layer], empty where there is none
     * @param constant what is added to every score
     * @throws IllegalArgumentException if the shapes do not fit together, or a number is none
     */
    public Perceptron(float[] linear, List<Layer> layers, float[] output, float constant) {
        int width = linear.length;
        finite("linear", linear);
        for (Layer layer : layers) {
            if (layer.inputs() != width) {
                throw new IllegalArgumentException(
                        "layer: " + layer.inputs() + " inputs (expected: " + width + ", what is before it)");
            }
            finite("weights", layer.weights);
            finite("bias", layer.bias);
            width = layer.units();
        }
        if (output.length != (layers.isEmpty() ? 0 : width)) {
            throw new IllegalArgumentException("output: " + output.length + " weights (expected: "
                    + (layers.isEmpty() ? 0 : width) + ", one a unit of the last layer)");
        }
        finite("output", output);
        finite("constant", new float[] {constant});
        this.linear = linear;
        this.layers = List.copyOf(layers);
        this.output = output;
        this.constant = constant;
    }

    private static void finite(String name, float[] numbers) {
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                throw new IllegalArgumentException(name + ": " + number + " (expected: finite numbers)");
            }
        }
    }

    /** Returns the number of inputs. */
    public int width() {
        return linear.length;
    }

    float[] linear() {
        return linear;
    }

    List<Layer> layers() {
        return layers;
    }

    float[] output() {
        return output;
    }

    float constant() {
        return constant;
    }

    /** Returns whether an input changes any score. */
    boolean heeds(int input) {
        if (linear[input] != 0) {
            return true;
        }
        if (layers.isEmpty()) {
            return false;
        }
        Layer first = layers.get(0);
        for (int unit = 0; unit < first.units(); unit++) {
            if (first.weights[input * first.units() + unit] != 0) {
                return true;
            }
        }
        return false;
    }
}
