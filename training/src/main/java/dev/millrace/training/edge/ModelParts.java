package dev.millrace.training.edge;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.Release;
import dev.millrace.edge.rerank.MlpWeights;
import dev.millrace.finerank.DjlFineRanker;
import dev.millrace.rerank.Reranker;
import java.io.IOException;
import java.nio.file.Files;

/** The models of a release, cut to the items of a bundle, in full precision or coded. Immutable. */
final class ModelParts {
    static final String RERANK_SIGNATURE = "rerank/signature.json";
    static final String RERANK_WEIGHTS = "rerank/model.mlp";
    static final String RERANK_GRAPH = "rerank/model.onnx";
    static final String FINE_SIGNATURE = "finerank/signature.json";
    static final String FINE_GRAPH = "finerank/model.onnx";

    private final JsonObject rerankSignature;
    private final ModelProto rerank;
    private final FineRankSignature fineSignature;
    private final ModelProto fine;
    private final float[] shares;

    /**
     * Reads the models of a release.
     *
     * @param items the release's items, in the order of the bundle
     * @param shares how much each of them counts
     */
    ModelParts(Release release, int[] items, float[] shares) throws IOException {
        this.shares = shares;
        rerankSignature = release.json(Reranker.SIGNATURE);
        rerank = ModelCoder.parse(Files.readAllBytes(release.file(Reranker.MODEL)));
        FineRankSignature signature = FineRankSignature.fromJson(release.json(DjlFineRanker.SIGNATURE));
        fineSignature = new FineRankSignature(
                items.length,
                signature.types(),
                signature.maxLength(),
                signature.priors(),
                signature.standardization());
        fine = ModelCoder.slice(ModelCoder.parse(Files.readAllBytes(release.file(DjlFineRanker.MODEL))), items);
    }

    /** Returns the re-ranker as a graph and as what the built-in pass reads, both in int8 or both in float32. */
    BundleParts reranker(boolean int8) {
        MlpWeights weights = ModelCoder.weights(rerank);
        return new BundleParts()
                .put(RERANK_SIGNATURE, rerankSignature)
                .put(RERANK_GRAPH, (int8 ? ModelCoder.quantizeWeights(rerank) : rerank).toByteArray())
                .put(RERANK_WEIGHTS, int8 ? weights.toBytes() : weights.toPreciseBytes());
    }

    /**
     * Returns the fine ranker.
     *
     * @param bits of a number of the item table, or 0 for full precision in everything
     */
    BundleParts fineRanker(int bits) {
        ModelProto model = bits == 0 ? fine : new ItemTableCoder(bits, shares).code(ModelCoder.quantizeWeights(fine));
        return new BundleParts().put(FINE_SIGNATURE, fineSignature.toJson()).put(FINE_GRAPH, model.toByteArray());
    }
}
