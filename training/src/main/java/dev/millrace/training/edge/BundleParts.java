package dev.millrace.training.edge;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.edge.catalog.Parts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The parts of a bundle that is not written yet. Not thread-safe while parts are put. */
final class BundleParts implements Parts {
    private final Map<String, byte[]> parts = new TreeMap<>();

    /** Puts a part, in the place of one of the same name. */
    BundleParts put(String name, byte[] bytes) {
        parts.put(name, bytes);
        return this;
    }

    /** Puts a part that is a JSON object. */
    BundleParts put(String name, JsonObject json) {
        return put(name, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Puts all parts of {@code others}. */
    BundleParts putAll(BundleParts others) {
        parts.putAll(others.parts);
        return this;
    }

    @Override
    public boolean has(String name) {
        return parts.containsKey(name);
    }

    @Override
    public ByteBuffer part(String name) {
        return ByteBuffer.wrap(bytes(name)).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the bytes of a part; not to be changed. */
    byte[] bytes(String name) {
        byte[] bytes = parts.get(name);
        if (bytes == null) {
            throw new IllegalArgumentException("part " + name + ": missing");
        }
        return bytes;
    }

    /** Returns all parts by name; not to be changed. */
    Map<String, byte[]> all() {
        return Collections.unmodifiableMap(parts);
    }

    /** Returns the bytes of all parts. */
    long bytes() {
        return parts.values().stream().mapToLong(part -> part.length).sum();
    }
}
