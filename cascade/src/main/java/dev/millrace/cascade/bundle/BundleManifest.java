package dev.millrace.cascade.bundle;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The signed table of contents of a bundle. Immutable.
 *
 * <p>What is signed is its bytes as they stand in the file: JSON in UTF-8, members in the order of {@link #toBytes}.
 *
 * @param keyId the id of the key that signed it
 * @param facts what the bundle says of itself
 * @param parts in the order of the file, which is that of their names
 */
public record BundleManifest(String keyId, BundleFacts facts, List<BundlePart> parts) {
    static final int MAX_PARTS = 256;
    static final int ALIGNMENT = 64;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*");
    private static final int MAX_NAME = 100;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** Copies the list and holds every limit; an {@link IllegalArgumentException} says what is wrong. */
    public BundleManifest {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw new IllegalArgumentException("parts: " + parts.size() + " (expected: 1 to " + MAX_PARTS + ")");
        }
        String previous = "";
        long offset = 0;
        for (BundlePart part : parts) {
            checkName(part.name());
            if (part.name().compareTo(previous) <= 0) {
                throw new IllegalArgumentException("part " + part.name() + ": stands after '" + previous
                        + "' (expected: names in order, each once)");
            }
            if (part.offset() != offset) {
                throw new IllegalArgumentException(
                        "part " + part.name() + ": offset " + part.offset() + " (expected: " + offset + ")");
            }
            if (part.bytes() < 0 || part.bytes() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "part " + part.name() + ": " + part.bytes() + " bytes (expected: 0 to 2^31 - 1)");
            }
            if (!HASH.matcher(part.sha256()).matches()) {
                throw new IllegalArgumentException("part " + part.name() + ": sha256 '" + part.sha256() + "'");
            }
            previous = part.name();
            offset = aligned(offset + part.bytes());
        }
    }

    static void checkName(String name) {
        if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "part: '" + name + "' (expected: lower-case letters, digits, '.', '_', '-', joined by '/')");
        }
        if (name.endsWith(".ort")) {
            throw new IllegalArgumentException("part " + name + ": (expected: no model whose operators nobody checks)");
        }
    }

    /** Returns the bytes from the first part's first to the last part's last. */
    long partsBytes() {
        BundlePart last = parts.get(parts.size() - 1);
        return last.offset() + last.bytes();
    }

    static long aligned(long offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    byte[] toBytes() {
        List<Object> list = new ArrayList<>();
        for (BundlePart part : parts) {
            list.add(new JsonObject()
                    .put("name", part.name())
                    .put("offset", part.offset())
                    .put("bytes", part.bytes())
                    .put("sha256", part.sha256()));
        }
        return new JsonObject()
                .put("format", Bundle.FORMAT)
                .put("minimumRuntime", facts.minimumRuntime())
                .put("keyId", keyId)
                .put("number", facts.number())
                .put("created", facts.created().toString())
                .put("expires", facts.expires().toString())
                .put("release", facts.release())
                .put("items", facts.items())
                .put("dimension", facts.dimension())
                .put("parts", list)
                .put("info", facts.info())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what {@link #toBytes} wrote; a {@link RuntimeException} of some kind says what is wrong. */
    static BundleManifest fromBytes(byte[] bytes) {
        JsonObject json = JsonReader.parse(new String(bytes, StandardCharsets.UTF_8));
        if (json.int32("format") != Bundle.FORMAT) {
            throw new IllegalArgumentException(
                    "format: " + json.int32("format") + " (expected: " + Bundle.FORMAT + ")");
        }
        int runtime = json.int32("minimumRuntime");
        if (runtime > Bundle.RUNTIME) {
            throw new IllegalArgumentException("minimumRuntime: " + runtime + " (this runtime is " + Bundle.RUNTIME
                    + "; expected: an app with a newer one)");
        }
        List<BundlePart> parts = new ArrayList<>();
        for (JsonObject part : json.objects("parts")) {
            parts.add(new BundlePart(
                    part.string("name"), part.integer("offset"), part.integer("bytes"), part.string("sha256")));
        }
        return new BundleManifest(
                json.string("keyId"),
                new BundleFacts(
                        json.integer("number"),
                        runtime,
                        Instant.parse(json.string("created")),
                        Instant.parse(json.string("expires")),
                        json.string("release"),
                        json.int32("items"),
                        json.int32("dimension"),
                        json.object("info")),
                parts);
    }
}
