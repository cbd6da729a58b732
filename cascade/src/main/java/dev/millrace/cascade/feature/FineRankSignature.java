package dev.millrace.cascade.feature;

import dev.millrace.cascade.json.JsonObject;
import java.util.List;

/**
 * What a fine ranker's model file expects; {@code finerank/signature.json} of a release or a bundle. Immutable.
 *
 * @param items number of items it knows, ordinals 0 to {@code items - 1}
 * @param types number of event type codes it knows
 * @param maxLength most events of a history it takes, at most {@link #MOST_LENGTH}
 * @param priors names of the prior columns, see {@link PriorColumns}
 * @param standardization from prior columns to the graph's inputs
 */
public record FineRankSignature(
        int items, int types, int maxLength, List<String> priors, Standardization standardization) {
    /** The longest history there may be; buffers of that length are made on opening. */
    public static final int MOST_LENGTH = 1_024;

    private static final int FORMAT = 3;

    /** Checks the sizes and copies the names. */
    public FineRankSignature {
        if (items < 1 || types < 1 || maxLength < 1 || priors.isEmpty()) {
            throw new IllegalArgumentException("signature: items " + items + ", types " + types + ", maxLength "
                    + maxLength + ", priors " + priors + " (expected: all > 0, at least one prior)");
        }
        if (maxLength > MOST_LENGTH) {
            throw new IllegalArgumentException(
                    "signature: maxLength " + maxLength + " (expected: at most " + MOST_LENGTH + ")");
        }
        if (standardization.features() != priors.size()) {
            throw new IllegalArgumentException(
                    "means: " + standardization.features() + " (expected: " + priors.size() + ", one a prior)");
        }
        priors = List.copyOf(priors);
    }

    /** Returns the signature as JSON. */
    public JsonObject toJson() {
        return standardization.writeTo(new JsonObject()
                .put("format", FORMAT)
                .put("items", items)
                .put("types", types)
                .put("maxLength", maxLength)
                .put("priors", priors));
    }

    /**
     * Reads a signature.
     *
     * @throws IllegalArgumentException if a size is out of range or the model is of another format
     * @throws dev.millrace.cascade.json.JsonException if a member is missing or of another type
     */
    public static FineRankSignature fromJson(JsonObject json) {
        if (json.int32("format") != FORMAT) {
            throw new IllegalArgumentException("format: " + json.int32("format") + " (expected: " + FORMAT + ")");
        }
        return new FineRankSignature(
                json.int32("items"),
                json.int32("types"),
                json.int32("maxLength"),
                json.strings("priors"),
                Standardization.readFrom(json));
    }
}
