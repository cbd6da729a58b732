package dev.millrace.edge.update;

import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.BundleDelta;
import dev.millrace.cascade.bundle.BundleFacts;
import dev.millrace.cascade.bundle.BundleWriter;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.cascade.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A folder of bundles with a server's manners: tags, conditions, ranges and deltas. Serves the bundle called newest.
 */
final class Shelf implements EdgeTransport {
    static final SigningKey KEY = SigningKey.parse("""
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """);
    static final TrustedKeys TRUSTED = TrustedKeys.of(KEY.publicKey());

    private final Path folder;
    private final Map<Long, Bundle> bundles = new HashMap<>();
    private long newest;
    private boolean deltas = true;
    private int asked;

    Shelf(Path folder) {
        this.folder = folder;
    }

    static byte[] vectors(long number) {
        byte[] vectors = new byte[60_000];
        new Random(1).nextBytes(vectors);
        for (int i = 0; i < 100; i++) {
            vectors[(int) (number * 37 + i * 541L) % vectors.length] += (byte) (number + i);
        }
        return vectors;
    }

    static void write(Path file, long number, byte[] vectors, SigningKey key) throws IOException {
        Instant created = Instant.parse("2026-11-24T08:00:00Z");
        new BundleWriter(new BundleFacts(number, 1, created, created.plusSeconds(60), "shop-1", 3, 2, new JsonObject()))
                .part("vectors/items.bin", vectors)
                .write(file, key);
    }

    /** Makes a bundle the newest. */
    Shelf publish(long number) throws IOException {
        return publish(number, vectors(number), KEY);
    }

    Shelf publish(long number, byte[] vectors, SigningKey key) throws IOException {
        Path file = folder.resolve(number + ".edge");
        write(file, number, vectors, key);
        bundles.put(number, Bundle.open(file, TrustedKeys.of(key.publicKey())));
        newest = number;
        return this;
    }

    /** Serves a bundle that is there already as if it was the newest. */
    void replay(long number) {
        newest = number;
    }

    void withoutDeltas() {
        deltas = false;
    }

    Bundle newest() {
        return Objects.requireNonNull(bundles.get(newest));
    }

    /** Returns how often it was asked. */
    int asked() {
        return asked;
    }

    /** Returns the bytes that are served to who has a bundle. */
    byte[] content(long from) throws IOException {
        Bundle old = bundles.get(from);
        return old != null && deltas && from != newest ? delta(old, newest()) : Files.readAllBytes(newest().file());
    }

    private static byte[] delta(Bundle from, Bundle to) throws IOException {
        ByteArrayOutputStream delta = new ByteArrayOutputStream();
        if (!BundleDelta.writeSmaller(from, to, delta)) {
            throw new IllegalStateException("the delta is not smaller than the bundle");
        }
        return delta.toByteArray();
    }

    @Override
    public Answer open(String target, Map<String, String> headers) throws IOException {
        asked++;
        long from = target.contains("?from=") ? Long.parseLong(target.replaceAll(".*\\?from=", "")) : 0;
        String tag = '"' + newest().tag() + '"';
        if (headers.getOrDefault("If-None-Match", "").equals(tag)) {
            return new Answer(304, Map.of("etag", tag), InputStream.nullInputStream());
        }
        byte[] content = content(from);
        boolean delta = deltas && bundles.containsKey(from) && from != newest;
        Map<String, String> fields = new HashMap<>();
        fields.put("etag", delta ? tag.replaceFirst("\"$", "-" + from + "\"") : tag);
        fields.put("content-type", delta ? EdgeUpdater.DELTA : EdgeUpdater.BUNDLE);
        String range = headers.getOrDefault("Range", "");
        if (!range.isEmpty() && headers.getOrDefault("If-Range", "").equals(fields.get("etag"))) {
            int start = Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
            fields.put("content-range", "bytes " + start + "-" + (content.length - 1) + "/" + content.length);
            return new Answer(206, fields, new ByteArrayInputStream(content, start, content.length - start));
        }
        fields.put("content-length", Integer.toString(content.length));
        return new Answer(200, fields, new ByteArrayInputStream(content));
    }
}
