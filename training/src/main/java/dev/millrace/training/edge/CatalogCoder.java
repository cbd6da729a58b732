package dev.millrace.training.edge;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.FoldIn;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.edge.catalog.EdgeCatalog;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes the parts of a bundle that {@link EdgeCatalog} reads, of chosen items of a release. Immutable; the same
 * release, items and precision give the same bytes.
 */
final class CatalogCoder {
    private static final long SEED = 20_261_124;

    private final Catalog catalog;
    private final FoldIn foldIn;
    private final int[] chosen;
    private final float[] shares;
    private final Rotation rotation;

    /**
     * Creates a coder.
     *
     * @param chosen items of the release, each once, in any order
     */
    CatalogCoder(Catalog catalog, FoldIn foldIn, int[] chosen) {
        this.catalog = catalog;
        this.foldIn = foldIn;
        this.chosen = inOrderOfIds(catalog.items(), chosen);
        this.shares = shares(catalog, this.chosen);
        this.rotation = Rotation.toPrincipalAxes(
                chosenOf(catalog.vectors()), shares, catalog.vectors().dimension());
    }

    private static int[] inOrderOfIds(ItemTable items, int[] chosen) {
        Comparator<String> order = StringsCoder.order();
        return IntStream.of(chosen)
                .boxed()
                .sorted((a, b) -> order.compare(items.id(a), items.id(b)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Returns the release's item of each ordinal of the bundle. */
    int[] items() {
        return chosen.clone();
    }

    /** Returns how much each item counts where precision is shared out: requests meet popular items most. */
    float[] shares() {
        return shares.clone();
    }

    private static float[] shares(Catalog catalog, int[] chosen) {
        float[] shares = new float[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            shares[i] = 1 + catalog.statistics().count(chosen[i]);
        }
        return shares;
    }

    /** Returns all parts of the catalogue but the release's documents. */
    BundleParts code(Precision precision) {
        return exact().put(EdgeCatalog.SIMILAR, similar(precision.similar()))
                .put(EdgeCatalog.VECTORS, vectors(precision.vectorBytes()))
                .put(EdgeCatalog.INPUTS, inputs(precision.inputBytes()));
    }

    /** Returns what is coded without loss: schema, ids, columns and statistics. */
    BundleParts exact() {
        BundleParts parts = new BundleParts();
        ItemTable items = catalog.items();
        List<String> ids = Arrays.stream(chosen).mapToObj(items::id).toList();
        PartWriter written = new PartWriter().int32(ids.size());
        StringsCoder.write(written, ids);
        parts.put(EdgeCatalog.SCHEMA, items.schema().toJson()).put(EdgeCatalog.IDS, written.toByteArray());
        for (int i = 0; i < items.columns().size(); i++) {
            parts.put(EdgeCatalog.column(i), ColumnCoder.write(items.columns().get(i), chosen));
        }
        return parts.put(EdgeCatalog.STATISTICS, StatisticsCoder.write(catalog.statistics(), chosen));
    }

    /** Returns the part of the similar lists, of the {@code most} neighbours an item, on average, that say most. */
    byte[] similar(int most) {
        return SimilarCoder.write(catalog, chosen, most);
    }

    /** Returns the part of the item vectors in {@code bytes} bytes each. */
    byte[] vectors(int bytes) {
        PartWriter part = new PartWriter();
        coder(catalog.vectors(), shares, foldIn.inputs(), bytes).write(part);
        return part.toByteArray();
    }

    /** Returns the part of the fold-in in {@code bytes} bytes an item. */
    byte[] inputs(int bytes) {
        PartWriter part = new PartWriter()
                .float32(foldIn.parameters().recencyExponent())
                .int32(foldIn.parameters().maxItems());
        // A history is as good as its rare items: here all count alike.
        float[] alike = new float[chosen.length];
        Arrays.fill(alike, 1);
        coder(foldIn.inputs(), alike, catalog.vectors(), bytes).write(part);
        return part.toByteArray();
    }

    private VectorCoder coder(ItemVectors vectors, float[] counting, ItemVectors others, int bytes) {
        float[] scales = sizes(rotation.apply(chosenOf(others)), others.dimension());
        return VectorCoder.fitted(rotation.apply(chosenOf(vectors)), counting, scales, bytes, SEED);
    }

    /** Returns how large vectors are along each dimension: user vectors are sums of inputs, and meet items. */
    private static float[] sizes(float[] vectors, int dimension) {
        double[] squares = new double[dimension];
        double all = Double.MIN_NORMAL;
        for (int i = 0; i < vectors.length; i++) {
            squares[i % dimension] += (double) vectors[i] * vectors[i];
            all += (double) vectors[i] * vectors[i];
        }
        float[] sizes = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            // Never so small that nothing is left of a dimension.
            sizes[i] = (float) Math.sqrt(Math.max(1e-6, dimension * squares[i] / all));
        }
        return sizes;
    }

    /** Returns item vectors of full precision along the bundle's axes, for the items of the bundle. */
    FloatVectors preciseVectors() {
        return precise(catalog.vectors());
    }

    /** Returns the fold-in of full precision along the bundle's axes, for the items of the bundle. */
    FoldIn preciseFoldIn() {
        return new FoldIn(precise(foldIn.inputs()), foldIn.parameters());
    }

    private FloatVectors precise(ItemVectors vectors) {
        return new FloatVectors(rotation.apply(chosenOf(vectors)), vectors.dimension());
    }

    private float[] chosenOf(ItemVectors vectors) {
        float[] row = new float[vectors.dimension()];
        float[] values = new float[chosen.length * row.length];
        for (int i = 0; i < chosen.length; i++) {
            vectors.copy(chosen[i], row);
            System.arraycopy(row, 0, values, i * row.length, row.length);
        }
        return values;
    }
}
