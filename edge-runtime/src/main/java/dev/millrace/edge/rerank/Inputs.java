package dev.millrace.edge.rerank;

import dev.millrace.cascade.feature.Standardization;

/**
 * Standardizes a row of features as {@link Standardization#apply} does, with a logarithm that is quicker and good to
 * the last digits of a float32. Stateless.
 *
 * <p>{@code asinh(s) = sign(s) log(u)} with {@code u = |s| + sqrt(s^2 + 1) >= 1}. The logarithm is that of Cephes: u is
 * split into a power of two and a rest in [sqrt(1/2), sqrt(2)), for whose logarithm a polynomial of degree nine is good
 * to the last bit but one.
 */
public final class Inputs {
    /** Beyond this the square would overflow; no feature is as large. */
    private static final float LARGEST = 0x1p60f;

    private static final int ROOT_OF_HALF = 0x3f3504f3;
    private static final float LOG2_HIGH = 355f / 512;
    private static final float LOG2_LOW = -2.1219444e-4f;

    private Inputs() {}

    /** Writes the inputs of the row {@code features[from..]} to {@code out}. */
    public static void write(Standardization standardization, float[] features, int from, float[] out) {
        float[] means = standardization.means();
        float[] scales = standardization.scales();
        int count = means.length;
        boolean flags = standardization.flags();
        for (int i = 0; i < count; i++) {
            float value = features[from + i];
            boolean missing = Float.isNaN(value);
            out[i] = missing ? 0 : asinh((value - means[i]) * scales[i]);
            if (flags) {
                out[count + i] = missing ? 1 : 0;
            }
        }
    }

    static float asinh(float x) {
        float magnitude = Math.min(Math.abs(x), LARGEST);
        float log = log(magnitude + (float) Math.sqrt(magnitude * magnitude + 1));
        return x < 0 ? -log : log;
    }

    private static float log(float u) {
        int bits = Float.floatToRawIntBits(u);
        int exponent = (bits - ROOT_OF_HALF) >> 23;
        float rest = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
        float square = rest * rest;
        float y = 0.070376836f * rest - 0.1151461f;
        y = y * rest + 0.116769984f;
        y = y * rest - 0.12420141f;
        y = y * rest + 0.14249323f;
        y = y * rest - 0.16668057f;
        y = y * rest + 0.20000714f;
        y = y * rest - 0.24999994f;
        y = y * rest + 0.3333333f;
        y = y * rest * square;
        y += exponent * LOG2_LOW;
        y -= 0.5f * square;
        return exponent * LOG2_HIGH + (rest + y);
    }
}
