package dev.millrace.cascade.feature;

import dev.millrace.cascade.json.JsonObject;
import java.util.List;

/**
 * What a re-ranker expects; {@code rerank/signature.json} of a release or a bundle. Immutable.
 *
 * @param input name of the graph's input, [n x standardization.width()] float32
 * @param output name of the graph's output, [n] float32
 * @param standardization from features to inputs
 */
public record RerankSignature(String input, String output, Standardization standardization) {
    private static final int FORMAT = 2;

    /**
     * Reads a signature.
     *
     * @param features what candidates carry, in column order
     * @throws IllegalArgumentException if it is of another format or was trained on other features
     * @throws dev.millrace.cascade.json.JsonException if a member is missing or of another type
     */
    public static RerankSignature of(JsonObject json, List<String> features) {
        if (json.int32("format") != FORMAT) {
            throw new IllegalArgumentException("format: " + json.int32("format") + " (expected: " + FORMAT + ")");
        }
        List<String> trained = json.strings("features");
        if (!trained.equals(features)) {
            throw new IllegalArgumentException("features: " + String.join(", ", trained) + " (expected: "
                    + String.join(", ", features) + ", which this schema and version build)");
        }
        Standardization standardization = Standardization.readFrom(json);
        if (standardization.features() != features.size()) {
            throw new IllegalArgumentException(
                    "means: " + standardization.features() + " (expected: " + features.size() + ", one a feature)");
        }
        return new RerankSignature(json.string("input"), json.string("output"), standardization);
    }

    /** Returns the number of features. */
    public int features() {
        return standardization.features();
    }

    /** Returns how many numbers a row of the input has. */
    public int width() {
        return standardization.width();
    }
}
