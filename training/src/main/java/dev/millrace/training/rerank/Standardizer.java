package dev.millrace.training.rerank;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Turns raw features into network inputs: {@code asinh((x - mean) / deviation)}, 0 where a feature is missing, then one
 * indicator for each feature that was missing now and then in training. The inverse hyperbolic sine is the identity
 * near zero and a logarithm far out, so that one huge similarity does not drown the rest. Immutable; arrays are read
 * only.
 */
final class Standardizer {
    private static final double RARE = 0.001;

    private final float[] means;
    /** 1 / deviation, 0 for a feature that says nothing. */
    private final float[] scales;
    /** Columns that have an indicator, ascending. */
    private final int[] indicated;

    Standardizer(float[] means, float[] scales, int[] indicated) {
        this.means = means;
        this.scales = scales;
        this.indicated = indicated;
    }

    static Standardizer fit(RerankExamples examples) {
        int width = examples.names().size();
        double[] sums = new double[width];
        double[] squares = new double[width];
        long[] present = new long[width];
        long rows = 0;
        for (int q = 0; q < examples.size(); q++) {
            RerankExamples.Group group = examples.group(q);
            rows += group.size;
            for (int at = 0; at < group.features.length; at++) {
                float value = group.features[at];
                if (!Float.isNaN(value)) {
                    int column = at % width;
                    sums[column] += value;
                    squares[column] += (double) value * value;
                    present[column]++;
                }
            }
        }
        float[] means = new float[width];
        float[] scales = new float[width];
        for (int column = 0; column < width; column++) {
            double mean = present[column] == 0 ? 0 : sums[column] / present[column];
            double variance = present[column] == 0 ? 0 : squares[column] / present[column] - mean * mean;
            means[column] = (float) mean;
            scales[column] = variance > 1e-12 * (1 + mean * mean) ? (float) (1 / Math.sqrt(variance)) : 0;
        }
        double size = rows;
        int[] indicated = IntStream.range(0, width)
                .filter(column -> present[column] > RARE * size && present[column] < (1 - RARE) * size)
                .toArray();
        return new Standardizer(means, scales, indicated);
    }

    /** Returns this standardizer with the further, never missing columns that {@code extended} ends in. */
    Standardizer extend(RerankExamples extended) {
        Standardizer fresh = fit(extended);
        System.arraycopy(means, 0, fresh.means, 0, means.length);
        System.arraycopy(scales, 0, fresh.scales, 0, scales.length);
        return new Standardizer(fresh.means, fresh.scales, indicated);
    }

    int features() {
        return means.length;
    }

    int inputs() {
        return means.length + indicated.length;
    }

    float[] means() {
        return means;
    }

    float[] scales() {
        return scales;
    }

    int[] indicated() {
        return Arrays.copyOf(indicated, indicated.length);
    }

    /** Writes the inputs of one row. */
    void apply(float[] features, int from, float[] inputs, int to) {
        for (int i = 0; i < means.length; i++) {
            float value = features[from + i];
            inputs[to + i] = Float.isNaN(value) ? 0 : asinh((value - means[i]) * scales[i]);
        }
        for (int i = 0; i < indicated.length; i++) {
            inputs[to + means.length + i] = Float.isNaN(features[from + indicated[i]]) ? 1 : 0;
        }
    }

    /** The inverse hyperbolic sine; odd, so that large negative values lose no digits. */
    private static float asinh(float x) {
        double magnitude = Math.abs((double) x);
        return (float) Math.copySign(Math.log(magnitude + Math.sqrt(magnitude * magnitude + 1)), x);
    }
}
