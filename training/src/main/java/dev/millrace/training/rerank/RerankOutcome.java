package dev.millrace.training.rerank;

import java.util.List;

/**
 * What training came to. Immutable. All qualities are NDCG@10 of the validation queries in which the retriever found a
 * target; their means are NaN where there was none.
 *
 * @param network the best network
 * @param folds the networks that were judged, one a fold
 * @param curve every pass; the first is the state before any
 * @param qualities of each validation query
 * @param ndcg their mean
 * @param retrievalNdcg quality of the retrieval order
 * @param bestFeature the single feature that ranks best alone
 * @param gain of the network over the retrieval order
 */
public record RerankOutcome(
        RerankNetwork network,
        List<RerankNetwork> folds,
        List<Epoch> curve,
        List<Double> qualities,
        double ndcg,
        double retrievalNdcg,
        BestFeature bestFeature,
        PairedGain gain) {
    /** Copies the lists. */
    public RerankOutcome {
        folds = List.copyOf(folds);
        curve = List.copyOf(curve);
        qualities = List.copyOf(qualities);
    }

    /**
     * One pass over the examples. Immutable.
     *
     * @param number 0 before any pass
     * @param everything whether the hidden layers learned too
     * @param loss mean training loss of the pass, NaN before any
     * @param validationLoss mean loss of the validation queries after it
     * @param ndcg their mean NDCG@10
     */
    public record Epoch(int number, boolean everything, double loss, double validationLoss, double ndcg) {}
}
