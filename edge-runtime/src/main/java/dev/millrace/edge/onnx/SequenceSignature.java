package dev.millrace.edge.onnx;

import dev.millrace.cascade.feature.Standardization;
import dev.millrace.cascade.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a fine ranker expects, as a release says it in {@code finerank/signature.json}. Immutable.
 *
 * @param items number of items it knows
 * @param types number of event types it knows
 * @param maxLength most events of a history it takes
 * @param priors names of the prior columns: {@code rerank}, {@code retrieve} or a feature
 * @param standardization from prior columns to the graph's inputs
 */
public record SequenceSignature(
        int items, int types, int maxLength, List<String> priors, Standardization standardization) {
    private static final int FORMAT = 3;

    /** Checks the sizes and copies the names. */
    public SequenceSignature {
        if (items < 1 || types < 1 || maxLength < 1 || priors.isEmpty()) {
            throw new IllegalArgumentException("signature: items " + items + ", types " + types + ", maxLength "
                    + maxLength + ", priors " + priors + " (expected: all > 0, at least one prior)");
        }
        if (standardization.features() != priors.size()) {
            throw new IllegalArgumentException(
                    "means: " + standardization.features() + " (expected: " + priors.size() + ", one a prior)");
        }
        priors = Collections.unmodifiableList(new ArrayList<>(priors));
    }

    /**
     * Reads a signature.
     *
     * @throws IllegalArgumentException if a size is out of range or the model is of another format
     * @throws dev.millrace.cascade.json.JsonException if a member is missing or of another type
     */
    public static SequenceSignature of(JsonObject json) {
        if (json.int32("format") != FORMAT) {
            throw new IllegalArgumentException("format: " + json.int32("format") + " (expected: " + FORMAT + ")");
        }
        return new SequenceSignature(
                json.int32("items"),
                json.int32("types"),
                json.int32("maxLength"),
                json.strings("priors"),
                Standardization.readFrom(json));
    }
}
