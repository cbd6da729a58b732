package dev.millrace.cascade.feature;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * How a re-ranker wants its features: {@code asinh((x - mean) * scale)}, 0 where a feature is missing, then, where it
 * was trained so, as many flags that are 1 where it is missing. The inverse hyperbolic sine is the identity near zero
 * and a logarithm far out, so that one huge similarity does not drown the rest. Immutable and thread-safe; arrays are
 * read only.
 */
public final class Standardization {
    private final float[] means;
    private final float[] scales;
    private final boolean flags;

    /**
     * Creates one over the arrays, which must not change any more.
     *
     * @param means one for each feature
     * @param scales what to multiply with, one for each feature
     * @param flags whether flags of missing features follow
     * @throws IllegalArgumentException if the arrays differ in length or hold what is no number
     */
    public Standardization(float[] means, float[] scales, boolean flags) {
        if (means.length != scales.length) {
            throw new IllegalArgumentException(
                    "scales: " + scales.length + " (expected: " + means.length + ", as many as means)");
        }
        for (int i = 0; i < means.length; i++) {
            if (!(Math.abs(means[i]) < Float.POSITIVE_INFINITY) || !(Math.abs(scales[i]) < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "feature " + i + ": mean " + means[i] + ", scale " + scales[i] + " (expected: finite numbers)");
            }
        }
        this.means = means;
        this.scales = scales;
        this.flags = flags;
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws IllegalArgumentException if it does not hold together
     * @throws JsonException if a member is missing or of another type
     */
    public static Standardization readFrom(JsonObject json) {
        return new Standardization(floats(json, "means"), floats(json, "scales"), json.bool("flags", false));
    }

    private static float[] floats(JsonObject json, String name) {
        List<Double> numbers = json.numbers(name);
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = numbers.get(i).floatValue();
        }
        return floats;
    }

    /** Sets the members {@code means}, {@code scales} and {@code flags} and returns {@code json}. */
    public JsonObject writeTo(JsonObject json) {
        return json.put("means", numbers(means)).put("scales", numbers(scales)).put("flags", flags);
    }

    private static List<Double> numbers(float[] floats) {
        List<Double> numbers = new ArrayList<>();
        for (float value : floats) {
            numbers.add((double) value);
        }
        return numbers;
    }

    /** Returns the number of features. */
    public int features() {
        return means.length;
    }

    /** Returns how many numbers a row becomes: as many as features, or twice as many. */
    public int width() {
        return flags ? 2 * means.length : means.length;
    }

    /** Returns whether flags of missing features follow. */
    public boolean flags() {
        return flags;
    }

    /** Returns the means, [features]; read only. */
    public float[] means() {
        return means;
    }

    /** Returns the scales, [features]; read only. */
    public float[] scales() {
        return scales;
    }

    /** Writes the {@link #width()} numbers of the row {@code features[from..]} to {@code out[to..]}. */
    public void apply(float[] features, int from, float[] out, int to) {
        for (int i = 0; i < means.length; i++) {
            float value = features[from + i];
            boolean missing = Float.isNaN(value);
            out[to + i] = missing ? 0 : asinh((value - means[i]) * scales[i]);
            if (flags) {
                out[to + means.length + i] = missing ? 1 : 0;
            }
        }
    }

    /** The inverse hyperbolic sine; odd, so that large negative values lose no digits. */
    private static float asinh(float x) {
        double magnitude = Math.abs((double) x);
        return (float) Math.copySign(Math.log(magnitude + Math.sqrt(magnitude * magnitude + 1)), x);
    }
}
