package dev.millrace.cascade.release;

import dev.millrace.cascade.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The table of contents of a release, {@code manifest.json}. Immutable.
 *
 * @param format the number of the release format
 * @param version the name of the release, the name of its folder
 * @param created ISO-8601 instant
 * @param schemaHash SHA-256 of {@code schema.json}, hexadecimal
 * @param dimension numbers an item vector
 * @param items number of items
 * @param files size and hash of every other file, by path relative to the release with {@code /}
 * @param data what it learned from: free-form facts
 * @param metrics offline metrics of every stage: free-form numbers
 */
public record Manifest(
        int format,
        String version,
        String created,
        String schemaHash,
        int dimension,
        int items,
        Map<String, Entry> files,
        JsonObject data,
        JsonObject metrics) {
    /** The release format this code reads and writes. */
    public static final int FORMAT = 1;

    /** Copies the map. */
    public Manifest {
        files = Map.copyOf(files);
    }

    /**
     * One file. Immutable.
     *
     * @param bytes its size
     * @param sha256 its hash, hexadecimal, lower case
     */
    public record Entry(long bytes, String sha256) {}

    JsonObject toJson() {
        List<Object> list = new ArrayList<>();
        for (Map.Entry<String, Entry> file : new TreeMap<>(files).entrySet()) {
            list.add(new JsonObject()
                    .put("path", file.getKey())
                    .put("bytes", file.getValue().bytes())
                    .put("sha256", file.getValue().sha256()));
        }
        return new JsonObject()
                .put("format", format)
                .put("version", version)
                .put("created", created)
                .put("schemaHash", schemaHash)
                .put("dimension", dimension)
                .put("items", items)
                .put("data", data)
                .put("metrics", metrics)
                .put("files", list);
    }

    static Manifest fromJson(JsonObject json) {
        Map<String, Entry> files = new TreeMap<>();
        for (JsonObject file : json.objects("files")) {
            Entry entry = new Entry(file.integer("bytes"), file.string("sha256"));
            if (files.put(file.string("path"), entry) != null) {
                throw new IllegalArgumentException("file " + file.string("path") + ": listed twice");
            }
        }
        return new Manifest(
                json.int32("format"),
                json.string("version"),
                json.string("created"),
                json.string("schemaHash"),
                json.int32("dimension"),
                json.int32("items"),
                files,
                json.object("data"),
                json.object("metrics"));
    }
}
