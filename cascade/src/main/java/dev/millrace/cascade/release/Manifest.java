package dev.millrace.cascade.release;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.nio.charset.StandardCharsets;
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

    static final String HASH = "manifestHash";
    static final String UNSEALED = "0000000000000000000000000000000000000000000000000000000000000000";

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
                .put(HASH, UNSEALED)
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

    /**
     * Puts the SHA-256 of the document into it: of the text with zeros in that place, which is its first member, so
     * that a change anywhere in the manifest shows. Of the text, since platforms write numbers differently.
     */
    static String seal(JsonObject unsealed) {
        String text = unsealed.put(HASH, UNSEALED).toString();
        return replace(text, text.indexOf(UNSEALED), Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns whether the text is as {@link #seal} wrote it; it must have been read by {@link #fromJson}. */
    static boolean isSealed(String text) {
        String hash = JsonReader.parse(text).string(HASH);
        int at = text.indexOf(hash);
        return at >= 0
                && hash.length() == UNSEALED.length()
                && Sha256.of(replace(text, at, UNSEALED).getBytes(StandardCharsets.UTF_8))
                        .equals(hash);
    }

    /** Puts one hash in the place of another. */
    private static String replace(String text, int at, String hash) {
        return text.substring(0, at) + hash + text.substring(at + hash.length());
    }

    /** Reads the format first, since nothing is known of the members of another one. */
    static Manifest fromJson(JsonObject json) {
        int format = json.int32("format");
        if (format != FORMAT) {
            throw new IllegalArgumentException("format: " + format + " (expected: " + FORMAT + ")");
        }
        json.string(HASH);
        Map<String, Entry> files = new TreeMap<>();
        for (JsonObject file : json.objects("files")) {
            Entry entry = new Entry(file.integer("bytes"), file.string("sha256"));
            if (files.put(file.string("path"), entry) != null) {
                throw new IllegalArgumentException("file " + file.string("path") + ": listed twice");
            }
        }
        return new Manifest(
                format,
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
