package dev.millrace.training.edge;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.ItemFilter;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.RankingFeatures;
import dev.millrace.cascade.feature.RerankSignature;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.cascade.policy.Policy;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.edge.catalog.EdgeCatalog;
import dev.millrace.edge.onnx.OnnxFineRanker;
import dev.millrace.edge.onnx.OnnxReranker;
import dev.millrace.edge.rerank.MlpReranker;
import dev.millrace.edge.rerank.MlpWeights;
import dev.millrace.retrieval.RetrievalStage;
import java.util.List;

/**
 * The cascade of a bundle that is not written yet: the device's rankers over the coded catalogue, searched exactly,
 * with rules off. Thread-safe; closed once by whoever opened it.
 */
final class DeviceCascade implements AutoCloseable {
    private final Cascade cascade;

    private DeviceCascade(Cascade cascade) {
        this.cascade = cascade;
    }

    /**
     * What the cascade is made of. Immutable, if nobody changes the parts.
     *
     * @param catalog the items
     * @param userVectors the fold-in
     * @param fusion how sources are joined
     * @param models graphs and signatures; without a fine ranker stage 3 is passed by
     */
    record Made(Catalog catalog, UserVectors userVectors, FusionConfig fusion, BundleParts models) {}

    /** Opens the cascade. */
    static DeviceCascade open(Made made) {
        RankingFeatures features = new RankingFeatures(made.catalog());
        BundleParts models = made.models();
        RerankSignature signature =
                RerankSignature.of(EdgeCatalog.json(models, ModelParts.RERANK_SIGNATURE), features.names());
        Ranker reranker = models.has(ModelParts.RERANK_WEIGHTS)
                ? new MlpReranker(signature.standardization(), MlpWeights.read(models.part(ModelParts.RERANK_WEIGHTS)))
                : OnnxReranker.open(models.bytes(ModelParts.RERANK_GRAPH), signature);
        Ranker fine = !models.has(ModelParts.FINE_GRAPH)
                ? Ranker.NONE
                : OnnxFineRanker.open(
                        models.bytes(ModelParts.FINE_GRAPH),
                        FineRankSignature.fromJson(EdgeCatalog.json(models, ModelParts.FINE_SIGNATURE)),
                        made.catalog().items().size(),
                        features.names());
        Cascade.Stages stages = new Cascade.Stages(
                new NoFilter(),
                made.userVectors(),
                RetrievalStage.exact(made.catalog(), made.fusion()),
                features,
                reranker,
                fine,
                Policy.NONE);
        return new DeviceCascade(
                new Cascade("device", made.catalog(), stages, Cascade.Widths.DEFAULT, user -> List.of()));
    }

    Cascade cascade() {
        return cascade;
    }

    @Override
    public void close() {
        cascade.close();
    }

    private static final class NoFilter implements ItemFilter {
        @Override
        public void match(String expression, ItemSet into) {
            throw new IllegalStateException("nobody filters while a bundle is measured");
        }

        @Override
        public void close() {}
    }
}
