package dev.millrace.training.evaluate;

import dev.millrace.cascade.json.JsonObject;

/**
 * Floating-point operations of each stage, about; a multiplication and an addition are two. Immutable.
 *
 * @param retrieve an item's inner product with the user vector
 * @param rerank an item through the small network
 * @param encode a history through the sequence encoder, once a request
 * @param fine an item's products with the encoded history, and through the fine ranker's network
 */
public record RankCost(double retrieve, double rerank, double encode, double fine) {
    /** Returns the costs as part of a manifest. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("retrieveItem", retrieve)
                .put("rerankItem", rerank)
                .put("encodeHistory", encode)
                .put("fineRankItem", fine);
    }

    /** Returns what the manifest of a release says its stages cost. */
    static RankCost of(OpenRelease release) {
        JsonObject costs = release.release().manifest().metrics().object("operations");
        return new RankCost(
                costs.number("retrieveItem"),
                costs.number("rerankItem"),
                costs.number("encodeHistory"),
                costs.number("fineRankItem"));
    }
}
