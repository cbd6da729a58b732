package dev.millrace.training.rerank;

import java.util.List;

/**
 * What training came to. Immutable. All qualities are mean NDCG@10 over the validation queries in which the retriever
 * found a target, and NaN where there was none.
 *
 * @param network the best network
 * @param curve every pass; the first is the state before any
 * @param ndcg quality of the network
 * @param retrievalNdcg quality of the retrieval order
 * @param bestFeature the single feature, as it is or reversed, that ranks best alone
 * @param bestFeatureNdcg its quality
 * @param gainLow lower end of the 95% interval of the network's gain over the retrieval order
 * @param gainHigh its upper end
 */
public record RerankOutcome(
        RerankNetwork network,
        List<Epoch> curve,
        double ndcg,
        double retrievalNdcg,
        String bestFeature,
        double bestFeatureNdcg,
        double gainLow,
        double gainHigh) {
    /** Copies the list. */
    public RerankOutcome {
        curve = List.copyOf(curve);
    }

    /** Returns whether the network beats the retrieval order by more than chance. */
    public boolean beatsRetrieval() {
        return gainLow > 0;
    }

    /**
     * One pass over the examples. Immutable.
     *
     * @param number 0 before any pass
     * @param deep whether the hidden layers learned too
     * @param loss mean training loss of the pass, NaN before any
     * @param ndcg validation NDCG@10 after it
     */
    public record Epoch(int number, boolean deep, double loss, double ndcg) {}
}
