package dev.millrace.cascade.bundle;

import dev.millrace.cascade.file.AtomicFile;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.OnnxFile;
import dev.millrace.cascade.release.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes an edge bundle. One thread at a time.
 *
 * <p>The order in which parts are added does not matter; equal parts, facts and key give equal bytes. Nothing that
 * {@link Bundle#open} would refuse is written.
 */
public final class BundleWriter {
    private final BundleFacts facts;
    private final Map<String, byte[]> parts = new TreeMap<>();

    /** Starts a bundle that says this of itself. */
    public BundleWriter(BundleFacts facts) {
        this.facts = facts;
    }

    /**
     * Adds a part.
     *
     * @param name plain names joined by {@code /}, in lower case; a model's ends with {@code .onnx}
     * @param bytes not copied: not to be changed until the bundle is written
     * @throws IllegalArgumentException when the name is not plain or there already, or the model not allowed
     */
    public BundleWriter part(String name, byte[] bytes) {
        BundleManifest.checkName(name);
        if (name.endsWith(".onnx")) {
            Optional<String> problem = OnnxFile.problem(ByteBuffer.wrap(bytes), BundledOperators.ALLOWED);
            if (problem.isPresent()) {
                throw new IllegalArgumentException("part " + name + ": " + problem.get());
            }
        }
        if (parts.putIfAbsent(name, bytes) != null) {
            throw new IllegalArgumentException("part " + name + ": is there already");
        }
        return this;
    }

    /** Adds a part that is a JSON object; see {@link #part}. */
    public BundleWriter json(String name, JsonObject json) {
        return part(name, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the bytes of a part, or nothing when it was not added. */
    public Optional<byte[]> part(String name) {
        return Optional.ofNullable(parts.get(name));
    }

    /**
     * Writes the file in the place of whatever has its name, atomically.
     *
     * @throws IllegalArgumentException when there is no part, or more than 256, or the manifest is over 1 MiB
     */
    public BundleManifest write(Path file, SigningKey key) throws IOException {
        List<BundlePart> entries = new ArrayList<>();
        List<byte[]> content = new ArrayList<>();
        long offset = 0;
        for (Map.Entry<String, byte[]> part : parts.entrySet()) {
            byte[] bytes = part.getValue();
            long start = BundleManifest.aligned(offset);
            content.add(new byte[(int) (start - offset)]);
            content.add(bytes);
            entries.add(new BundlePart(part.getKey(), start, bytes.length, Sha256.of(bytes)));
            offset = start + bytes.length;
        }
        BundleManifest manifest = new BundleManifest(key.publicKey().id(), facts, entries);
        byte[] head = BundleHead.write(manifest.toBytes(), key);
        if (head.length + offset > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "bundle: " + (head.length + offset) + " bytes (expected: less than 2^31, to be mapped at once)");
        }
        content.add(0, head);
        AtomicFile.write(file, content.toArray(new byte[0][]));
        return manifest;
    }
}
