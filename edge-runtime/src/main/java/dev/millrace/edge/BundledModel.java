package dev.millrace.edge;

import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.RankingFeatures;
import dev.millrace.cascade.feature.RerankSignature;
import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.policy.DeclaredPolicy;
import dev.millrace.cascade.policy.PolicyReader;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.edge.catalog.EdgeCatalog;
import dev.millrace.edge.onnx.OnnxFineRanker;
import dev.millrace.edge.onnx.OnnxReranker;
import dev.millrace.edge.rerank.MlpReranker;
import dev.millrace.edge.rerank.MlpWeights;
import java.util.List;

/**
 * Opens the parts of a verified bundle.
 *
 * <p>The parts beside those that {@link EdgeCatalog} names:
 *
 * <pre>
 * rerank/signature.json    features and standardization, as in a release
 * rerank/model.mlp         {@link MlpWeights}
 * rerank/model.onnx        the same network as a graph
 * finerank/signature.json  sizes and prior columns, as in a release
 * finerank/model.onnx      the sequence model
 * </pre>
 */
final class BundledModel {
    static final String RERANK_SIGNATURE = "rerank/signature.json";
    static final String RERANK_WEIGHTS = "rerank/model.mlp";
    static final String RERANK_GRAPH = "rerank/model.onnx";
    static final String FINE_SIGNATURE = "finerank/signature.json";
    static final String FINE_GRAPH = "finerank/model.onnx";

    private BundledModel() {}

    /**
     * Opens every part that the engine can run.
     *
     * @throws BadBundleException when a part is missing or does not fit
     * @throws IllegalStateException when the engine needs ONNX Runtime and it cannot be loaded
     */
    static Model read(Bundle bundle, EdgeOptions options) {
        EdgeCatalog read = EdgeCatalog.read(bundle);
        try {
            return read(bundle, read, options);
        } catch (IllegalArgumentException | JsonException e) {
            throw new BadBundleException(bundle.file(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Refuses what {@link #read} does, and keeps nothing. The fine ranker that {@link Engine#AUTO} can do without is
     * not loaded.
     */
    static void check(Bundle bundle, EdgeOptions options) {
        boolean builtIn = options.engine() == Engine.AUTO && bundle.has(RERANK_WEIGHTS);
        Model model = read(bundle, builtIn ? options.withEngine(Engine.BUILT_IN) : options);
        model.reranker().close();
        model.fineRanker().close();
    }

    private static Model read(Bundle bundle, EdgeCatalog read, EdgeOptions options) {
        Catalog catalog = read.catalog();
        RankingFeatures features = new RankingFeatures(catalog);
        FusionConfig fusion = FusionConfig.fromJson(bundle.json(EdgeCatalog.RETRIEVAL));
        DeclaredPolicy policy = new DeclaredPolicy(
                PolicyReader.read(
                        bundle.json(EdgeCatalog.POLICY), catalog.items().schema()),
                catalog,
                options.widths().fine());
        Ranker reranker;
        Ranker fineRanker;
        try {
            reranker = reranker(bundle, features.names(), options.engine());
            try {
                fineRanker = fineRanker(bundle, features.names(), options.engine());
            } catch (RuntimeException | Error e) {
                reranker.close();
                throw e;
            }
        } catch (LinkageError e) {
            throw new IllegalStateException("engine " + options.engine() + ": ONNX Runtime cannot be loaded: " + e, e);
        }
        return new Model(
                bundle.manifest().facts().number(),
                bundle.manifest().facts().release(),
                bundle.manifest().facts().expires(),
                bundle.file().toFile().length(),
                (reranker instanceof MlpReranker ? "built-in" : "onnx") + ", "
                        + (fineRanker.equals(Ranker.NONE) ? "none" : "onnx"),
                catalog,
                read.userVectors(),
                fusion,
                features,
                reranker,
                fineRanker,
                policy);
    }

    private static Ranker reranker(Bundle bundle, List<String> features, Engine engine) {
        RerankSignature signature = RerankSignature.of(bundle.json(RERANK_SIGNATURE), features);
        boolean graph = engine == Engine.ONNX || (engine == Engine.AUTO && !bundle.has(RERANK_WEIGHTS));
        return graph
                ? OnnxReranker.open(bundle.bytes(RERANK_GRAPH), signature)
                : new MlpReranker(signature.standardization(), MlpWeights.read(bundle.part(RERANK_WEIGHTS)));
    }

    /** Without ONNX Runtime, or where the model does not run there, {@link Engine#AUTO} does without it. */
    private static Ranker fineRanker(Bundle bundle, List<String> features, Engine engine) {
        if (engine == Engine.BUILT_IN || !bundle.has(FINE_GRAPH)) {
            return Ranker.NONE;
        }
        try {
            FineRankSignature signature = FineRankSignature.fromJson(bundle.json(FINE_SIGNATURE));
            int items = bundle.manifest().facts().items();
            return OnnxFineRanker.open(bundle.bytes(FINE_GRAPH), signature, items, features);
        } catch (LinkageError | IllegalArgumentException | JsonException | BadBundleException e) {
            if (engine == Engine.ONNX) {
                throw e;
            }
            return Ranker.NONE;
        }
    }
}
