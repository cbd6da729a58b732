package dev.millrace.cascade.feature;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.ArrayFile;
import dev.millrace.cascade.release.ArrayFileWriter;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All that a release knows of its items: attributes, statistics, vectors, similar items. Immutable and thread-safe.
 *
 * @param items ids and attributes
 * @param statistics popularity and age
 * @param vectors one vector an item, for inner-product retrieval
 * @param similar similar items
 */
public record Catalog(ItemTable items, ItemStatistics statistics, ItemVectors vectors, SimilarItems similar) {
    private static final String ATTRIBUTES = "items/attributes.bin";
    private static final String STATISTICS = "items/statistics.bin";
    private static final String SIMILAR = "items/similar.bin";
    private static final String VECTORS = "vectors/items.bin";
    private static final String VALUES = "values";

    /** Checks that all parts speak of the same number of items. */
    public Catalog {
        if (statistics.size() != items.size() || vectors.size() != items.size() || similar.size() != items.size()) {
            throw new IllegalArgumentException("items: " + items.size() + " in the table, " + statistics.size()
                    + " statistics, " + vectors.size() + " vectors, " + similar.size()
                    + " similar lists (expected: equal)");
        }
    }

    /** Reads the catalogue of a release with its vectors on the heap; see {@link #read(Release, VectorReader)}. */
    public static Catalog read(Release release) {
        return read(release, FloatVectors::read);
    }

    /**
     * Reads the catalogue of a release; throws {@link BadReleaseException} that names the file that does not fit.
     *
     * @param reader reads the vectors
     */
    public static Catalog read(Release release, VectorReader reader) {
        Schema schema;
        try {
            schema = Schema.fromJson(release.json("schema.json"));
        } catch (JsonException | IllegalArgumentException e) {
            throw new BadReleaseException(release.file("schema.json"), String.valueOf(e.getMessage()), e);
        }
        ItemTable items = part(release, ATTRIBUTES, file -> readItems(schema, file));
        ItemStatistics statistics = part(
                release,
                STATISTICS,
                file -> new ItemStatistics(
                        file.floats("counts"),
                        file.floats("recentCounts"),
                        file.longs("firstSeen"),
                        file.longs("times")[0],
                        file.longs("times")[1]));
        ItemVectors vectors =
                part(release, VECTORS, release.arrays(VECTORS, VALUES), file -> readVectors(release, file, reader));
        SimilarItems similar = part(
                release,
                SIMILAR,
                file -> SimilarItems.of(file.ints("offsets"), file.ints("neighbours"), file.floats("weights")));
        if (items.size() != release.manifest().items()) {
            throw new BadReleaseException(
                    release.file(ATTRIBUTES),
                    "has " + items.size() + " items (expected: "
                            + release.manifest().items() + ", from the manifest)");
        }
        try {
            return new Catalog(items, statistics, vectors, similar);
        } catch (IllegalArgumentException e) {
            throw new BadReleaseException(release.file(VECTORS), String.valueOf(e.getMessage()), e);
        }
    }

    private static ItemVectors readVectors(Release release, ArrayFile file, VectorReader reader) {
        int dimension = file.ints("dimension")[0];
        if (dimension != release.manifest().dimension()) {
            throw new IllegalArgumentException("dimension: " + dimension + " (expected: "
                    + release.manifest().dimension() + ", from the manifest)");
        }
        return reader.read(file.span(VALUES), dimension);
    }

    private interface Part<T> {
        T read(ArrayFile file);
    }

    private static <T> T part(Release release, String path, Part<T> part) {
        return part(release, path, release.arrays(path), part);
    }

    private static <T> T part(Release release, String path, ArrayFile file, Part<T> part) {
        try {
            return part.read(file);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new BadReleaseException(release.file(path), String.valueOf(e.getMessage()), e);
        }
    }

    /** A column's arrays are named after its field with a dot, which no field has, so that none meets {@code id}. */
    private static ItemTable readItems(Schema schema, ArrayFile file) {
        List<Column> columns = new ArrayList<>();
        for (Field field : schema.fields()) {
            String name = field.name();
            columns.add(
                    switch (field.type()) {
                        case KEYWORD ->
                            Column.keywords(
                                    file.strings(name + ".dictionary"),
                                    file.ints(name + ".offsets"),
                                    file.ints(name + ".codes"));
                        case NUMBER -> Column.numbers(file.doubles(name + ".values"));
                        case TEXT -> Column.texts(file.strings(name + ".values"));
                        case INSTANT -> Column.instants(file.longs(name + ".values"));
                    });
        }
        return new ItemTable(schema, file.strings("id"), columns);
    }

    /** Writes the catalogue and the schema into a release. */
    public void write(ReleaseWriter release) throws IOException {
        JsonObject schema = items.schema().toJson();
        release.json("schema.json", schema);
        try (ArrayFileWriter file = new ArrayFileWriter(release.file(ATTRIBUTES))) {
            writeItems(file);
        }
        try (ArrayFileWriter file = new ArrayFileWriter(release.file(STATISTICS))) {
            file.floats("counts", statistics.counts())
                    .floats("recentCounts", statistics.recentCounts())
                    .longs("firstSeen", statistics.firstSeen())
                    .longs("times", statistics.dataEndMillis(), statistics.recentWindowMillis());
        }
        try (ArrayFileWriter file = new ArrayFileWriter(release.file(VECTORS))) {
            file.ints("dimension", vectors.dimension())
                    .alignedFloats(VALUES, FloatVectors.of(vectors).values());
        }
        try (ArrayFileWriter file = new ArrayFileWriter(release.file(SIMILAR))) {
            file.ints("offsets", similar.offsets())
                    .ints("neighbours", similar.neighbours())
                    .floats("weights", similar.weights());
        }
    }

    private void writeItems(ArrayFileWriter file) throws IOException {
        file.strings("id", items.ids());
        for (int i = 0; i < items.columns().size(); i++) {
            String name = items.schema().fields().get(i).name();
            Column column = items.columns().get(i);
            if (column instanceof Column.Keywords keywords) {
                writeKeywords(file, name, keywords);
            } else if (column instanceof Column.Numbers numbers) {
                double[] values = new double[items.size()];
                Arrays.setAll(values, numbers::value);
                file.doubles(name + ".values", values);
            } else if (column instanceof Column.Texts texts) {
                String[] values = new String[items.size()];
                Arrays.setAll(values, texts::value);
                file.strings(name + ".values", Arrays.asList(values));
            } else if (column instanceof Column.Instants instants) {
                long[] values = new long[items.size()];
                Arrays.setAll(values, instants::value);
                file.longs(name + ".values", values);
            }
        }
    }

    private static void writeKeywords(ArrayFileWriter file, String name, Column.Keywords keywords) throws IOException {
        int[] offsets = new int[keywords.size() + 1];
        for (int item = 0; item < keywords.size(); item++) {
            offsets[item + 1] = keywords.end(item);
        }
        int[] codes = new int[offsets[keywords.size()]];
        Arrays.setAll(codes, keywords::code);
        file.strings(name + ".dictionary", keywords.dictionary())
                .ints(name + ".offsets", offsets)
                .ints(name + ".codes", codes);
    }
}
