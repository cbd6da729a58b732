package dev.millrace.cascade.bundle;

import dev.millrace.cascade.release.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Well-signed bundles that the writer would not write: what a careless exporter could do. */
final class Forged {
    private Forged() {}

    static void write(Path file, BundleFacts facts, String name, byte[] part) throws IOException {
        BundlePart entry = new BundlePart(name, 0, part.length, Sha256.of(part));
        BundleManifest manifest = new BundleManifest(Bundles.KEY.publicKey().id(), facts, List.of(entry));
        write(file, manifest.toBytes(), part);
    }

    /** Signs any bytes as a manifest. */
    static void write(Path file, byte[] manifest, byte[] parts) throws IOException {
        byte[] head = BundleHead.write(manifest, Bundles.KEY);
        byte[] bytes = Arrays.copyOf(head, head.length + parts.length);
        System.arraycopy(parts, 0, bytes, head.length, parts.length);
        Files.write(file, bytes);
    }

    static void write(Path file, String manifest, byte[] parts) throws IOException {
        write(file, manifest.getBytes(StandardCharsets.UTF_8), parts);
    }
}
