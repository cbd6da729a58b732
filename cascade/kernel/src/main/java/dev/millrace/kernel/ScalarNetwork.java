package dev.millrace.kernel;

import dev.millrace.cascade.feature.Standardization;

/** One row and one number at a time. */
final class ScalarNetwork implements Network {
    private final Standardization standardization;
    private final Perceptron perceptron;
    private final int widest;

    ScalarNetwork(Standardization standardization, Perceptron perceptron) {
        this.standardization = standardization;
        this.perceptron = perceptron;
        this.widest = Math.max(
                perceptron.width(),
                perceptron.layers().stream()
                        .mapToInt(Perceptron.Layer::units)
                        .max()
                        .orElse(0));
    }

    @Override
    public Scratch scratch() {
        return new Scratch(2 * widest, 0);
    }

    @Override
    public void score(float[] features, int[] rows, int from, int size, Scratch scratch, float[] scores) {
        for (int i = from; i < from + size; i++) {
            scores[i] = score(features, rows[i] * standardization.features(), scratch.floats);
        }
    }

    private float score(float[] features, int row, float[] floats) {
        standardization.apply(features, row, floats, 0);
        float score = perceptron.constant() + dot(floats, 0, perceptron.linear());
        int in = 0;
        for (Perceptron.Layer layer : perceptron.layers()) {
            int out = widest - in;
            for (int unit = 0; unit < layer.units(); unit++) {
                float sum = layer.bias()[unit];
                for (int i = 0; i < layer.inputs(); i++) {
                    sum += floats[in + i] * layer.weights()[i * layer.units() + unit];
                }
                floats[out + unit] = Math.max(0, sum);
            }
            in = out;
        }
        return score + dot(floats, in, perceptron.output());
    }

    private static float dot(float[] floats, int at, float[] weights) {
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += floats[at + i] * weights[i];
        }
        return sum;
    }
}
