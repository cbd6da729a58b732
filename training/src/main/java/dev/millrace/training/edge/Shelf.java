package dev.millrace.training.edge;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.FoldIn;
import dev.millrace.cascade.feature.HistoryVectors;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.edge.catalog.EdgeCatalog;
import dev.millrace.training.evaluate.OpenRelease;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The chosen items of a release, ready to be coded in any precision. What was coded once is kept. One thread at a time.
 */
final class Shelf {
    /** What a container adds at most: head, signature and what the bundle says of itself. */
    private static final int HEAD_BYTES = 1_024;
    /** What it adds at most for a part: its entry in the manifest and the gap before it. */
    private static final int ENTRY_BYTES = 256;

    private final CatalogCoder coder;
    private final ModelParts models;
    private final BundleParts documents;
    private final FusionConfig fusion;
    private final Schema schema;
    private final int dimension;
    private final Map<String, BundleParts> coded = new HashMap<>();

    /** Prepares the items of a release. */
    Shelf(OpenRelease open, int[] chosen) throws IOException {
        Release release = open.release();
        FoldIn foldIn =
                HistoryVectors.read(release, open.catalog(), open.vectors()).foldIn();
        coder = new CatalogCoder(open.catalog(), foldIn, chosen);
        models = new ModelParts(release, coder.items(), coder.shares());
        documents = new BundleParts()
                .put(EdgeCatalog.POLICY, release.json(EdgeCatalog.POLICY))
                .put(EdgeCatalog.RETRIEVAL, release.json(EdgeCatalog.RETRIEVAL));
        fusion = FusionConfig.fromJson(release.json(EdgeCatalog.RETRIEVAL));
        schema = open.catalog().items().schema();
        dimension = open.catalog().vectors().dimension();
    }

    /** Returns the release's items, in the order of the bundle. */
    int[] items() {
        return coder.items();
    }

    int dimension() {
        return dimension;
    }

    /** Returns all parts of the bundle. */
    BundleParts parts(Precision precision) {
        BundleParts parts = catalogue(precision).putAll(models.reranker(precision.rerankInt8()));
        return precision.fineRanker() ? parts.putAll(fine(precision.fineBits())) : parts;
    }

    private BundleParts catalogue(Precision precision) {
        return new BundleParts()
                .putAll(documents)
                .putAll(once("exact", coder::exact))
                .putAll(vectors(precision.vectorBytes()))
                .putAll(inputs(precision.inputBytes()))
                .putAll(similar(precision.similar()));
    }

    private Catalog precise(Catalog catalog) {
        return new Catalog(catalog.items(), catalog.statistics(), coder.preciseVectors(), catalog.similar());
    }

    private BundleParts vectors(int bytes) {
        return once("vectors " + bytes, () -> new BundleParts().put(EdgeCatalog.VECTORS, coder.vectors(bytes)));
    }

    private BundleParts inputs(int bytes) {
        return once("inputs " + bytes, () -> new BundleParts().put(EdgeCatalog.INPUTS, coder.inputs(bytes)));
    }

    private BundleParts similar(int most) {
        return once("similar " + most, () -> new BundleParts().put(EdgeCatalog.SIMILAR, coder.similar(most)));
    }

    private BundleParts fine(int bits) {
        return once("fine " + bits, () -> models.fineRanker(bits));
    }

    private BundleParts once(String name, Supplier<BundleParts> code) {
        return coded.computeIfAbsent(name, missing -> code.get());
    }

    /** Returns about how many bytes the bundle will have, without coding its vectors. */
    long estimate(Precision precision) {
        long items = coder.items().length;
        BundleParts others = new BundleParts()
                .putAll(documents)
                .putAll(once("exact", coder::exact))
                .putAll(similar(precision.similar()))
                .putAll(models.reranker(precision.rerankInt8()));
        if (precision.fineRanker()) {
            others.putAll(fine(precision.fineBits()));
        }
        return containerBytes(others.all().size() + 2)
                + others.bytes()
                + items * (precision.vectorBytes() + precision.inputBytes())
                + 2L * (512L + 8) * dimension;
    }

    /** Returns what a bundle of so many parts has at most beside their bytes. */
    static long containerBytes(int parts) {
        return HEAD_BYTES + (long) ENTRY_BYTES * parts;
    }

    /** Returns the cascade of the bundle. */
    DeviceCascade cascade(Precision precision) {
        return cascade(precision, EnumSet.noneOf(Precision.Part.class));
    }

    /** Returns the cascade of the bundle with some parts in the release's precision. */
    DeviceCascade cascade(Precision precision, Set<Precision.Part> precise) {
        Precision used = precise.contains(Precision.Part.SIMILAR)
                ? new Precision(
                        precision.vectorBytes(),
                        precision.inputBytes(),
                        Precision.ALL,
                        precision.rerankInt8(),
                        precision.fineBits())
                : precision;
        EdgeCatalog read = EdgeCatalog.read(catalogue(used));
        Catalog catalog = read.catalog();
        UserVectors users = read.userVectors();
        if (precise.contains(Precision.Part.VECTORS)) {
            catalog = precise(catalog);
        }
        if (precise.contains(Precision.Part.INPUTS)) {
            users = new HistoryVectors(coder.preciseFoldIn(), schema);
        }
        BundleParts rankers = models.reranker(precision.rerankInt8() && !precise.contains(Precision.Part.RERANK));
        if (precision.fineRanker()) {
            rankers.putAll(fine(precise.contains(Precision.Part.FINE) ? 0 : precision.fineBits()));
        }
        return DeviceCascade.open(new DeviceCascade.Made(catalog, users, fusion, rankers));
    }
}
