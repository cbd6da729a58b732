package dev.millrace.edge.catalog;

import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.FoldIn;
import dev.millrace.cascade.feature.FoldInParameters;
import dev.millrace.cascade.feature.HistoryVectors;
import dev.millrace.cascade.feature.ItemIds;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a bundle knows of its items, and how it folds histories into user vectors. Immutable and thread-safe; it answers
 * from the bundle's bytes, which must stay mapped.
 *
 * @param catalog items, statistics, vectors and similar lists; ordinals follow the order of the ids' UTF-8 bytes
 * @param userVectors folds histories, comparable with the catalogue's vectors
 */
public record EdgeCatalog(Catalog catalog, UserVectors userVectors) {
    /** The item fields and event types: the release's document. */
    public static final String SCHEMA = "schema.json";
    /** The rules: the release's document. */
    public static final String POLICY = "policy.json";
    /** How the sources are joined: the release's document. */
    public static final String RETRIEVAL = "retrieval.json";
    /** External ids, sorted. */
    public static final String IDS = "items/ids";
    /** Counts and first days. */
    public static final String STATISTICS = "items/statistics";
    /** Similar lists. */
    public static final String SIMILAR = "items/similar";
    /** Item vectors, as {@link CodedVectors} says. */
    public static final String VECTORS = "vectors/items";
    /**
     * What folds a history into a user vector: float32 recency exponent, int32 most items, then {@link CodedVectors}.
     */
    public static final String INPUTS = "vectors/inputs";

    /** Returns the part of the column of the schema's field {@code index}. */
    public static String column(int index) {
        return "items/column-" + index;
    }

    /**
     * Reads the catalogue of a bundle.
     *
     * @throws BadBundleException naming the part that does not fit
     */
    public static EdgeCatalog read(Bundle bundle) {
        Parts parts = new Parts() {
            @Override
            public boolean has(String name) {
                return bundle.has(name);
            }

            @Override
            public ByteBuffer part(String name) {
                return bundle.part(name);
            }
        };
        try {
            ItemIds ids = CodedIds.read(PartReader.of(parts, IDS));
            int expected = bundle.manifest().facts().items();
            if (ids.size() != expected) {
                throw new BadBundleException(
                        bundle.file(),
                        "part " + IDS + ": " + ids.size() + " items (expected: " + expected + ", signed)");
            }
            return read(parts, ids);
        } catch (IllegalArgumentException e) {
            throw new BadBundleException(bundle.file(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Reads a catalogue from parts; throws {@link IllegalArgumentException} that names the part that does not fit. */
    public static EdgeCatalog read(Parts parts) {
        return read(parts, CodedIds.read(PartReader.of(parts, IDS)));
    }

    private static EdgeCatalog read(Parts parts, ItemIds ids) {
        Schema schema = schema(parts);
        int items = ids.size();
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < schema.fields().size(); i++) {
            Field field = schema.fields().get(i);
            columns.add(CodedColumns.read(PartReader.of(parts, column(i)), field.type(), items));
        }
        Catalog catalog = new Catalog(
                new ItemTable(schema, ids, columns),
                CodedStatistics.read(PartReader.of(parts, STATISTICS), items),
                CodedVectors.read(PartReader.of(parts, VECTORS), items),
                CodedSimilar.read(PartReader.of(parts, SIMILAR), items));
        return new EdgeCatalog(catalog, new HistoryVectors(foldIn(parts, catalog), schema));
    }

    private static Schema schema(Parts parts) {
        try {
            return Schema.fromJson(json(parts, SCHEMA));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("part " + SCHEMA + ": " + e.getMessage(), e);
        }
    }

    private static FoldIn foldIn(Parts parts, Catalog catalog) {
        PartReader part = PartReader.of(parts, INPUTS);
        float exponent = part.float32("recency exponent");
        int maxItems = part.count("most items", 1, Integer.MAX_VALUE);
        CodedVectors inputs = CodedVectors.read(part, catalog.items().size());
        int dimension = catalog.vectors().dimension();
        if (inputs.dimension() != dimension) {
            throw part.bad(
                    "dimension: " + inputs.dimension() + " (expected: " + dimension + ", that of " + VECTORS + ")");
        }
        return new FoldIn(inputs, new FoldInParameters(exponent, maxItems));
    }

    /** Reads a part that is a JSON object in UTF-8. */
    public static JsonObject json(Parts parts, String name) {
        ByteBuffer part = parts.part(name);
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        return JsonReader.parse(new String(bytes, StandardCharsets.UTF_8));
    }
}
