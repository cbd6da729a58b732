package dev.millrace.cascade.bundle;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import dev.millrace.cascade.release.OnnxFile;
import dev.millrace.cascade.release.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * An edge bundle, verified and mapped into memory. Immutable and thread-safe.
 *
 * <p>Opening a large one takes two threads: while the head is verified the file is mapped, then both hash parts. The
 * bytes of a part are seen by nothing but its hash before all hashes are compared.
 *
 * <p>There is nothing to close: the mapping goes with the last buffer. The file must not be changed in place while it
 * is mapped; replace it by rename, as {@link BundleWriter} and the updater do.
 */
public final class Bundle {
    /** The format this code reads and writes. */
    public static final int FORMAT = 1;
    /** The version of the runtime: the largest {@link BundleFacts#minimumRuntime} it runs. */
    public static final int RUNTIME = 1;

    private final Path file;
    private final BundleManifest manifest;
    private final ByteBuffer content;
    private final Map<String, ByteBuffer> parts = new TreeMap<>();

    private Bundle(Path file, BundleManifest manifest, ByteBuffer bytes) {
        this.file = file;
        this.manifest = manifest;
        this.content = bytes;
        long start = bytes.capacity() - manifest.partsBytes();
        for (BundlePart part : manifest.parts()) {
            parts.put(part.name(), BundleHead.slice(bytes, start + part.offset(), part.bytes()));
        }
    }

    /** Opens a bundle of any number; see {@link #open(Path, TrustedKeys, long)}. */
    public static Bundle open(Path file, TrustedKeys keys) {
        return open(file, keys, 0);
    }

    /**
     * Maps a bundle and verifies all of it: signature, then manifest, then layout and every part's hash, then the
     * operators of its models.
     *
     * @param minimumNumber the least {@link BundleFacts#number} that is accepted: the newest ever accepted
     * @throws BadBundleException when there is no file, anything is not as signed, or the bundle is an older one
     * @throws UncheckedIOException when it cannot be read, which says nothing of the bundle
     */
    public static Bundle open(Path file, TrustedKeys keys, long minimumNumber) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < BundleHead.FIXED_BYTES || size > Integer.MAX_VALUE) {
                throw new BadBundleException(file, "is no edge bundle: " + size + " bytes");
            }
            SecondThread<ByteBuffer> mapping = SecondThread.start(size, new Callable<ByteBuffer>() {
                @Override
                public ByteBuffer call() throws IOException {
                    return FileMap.of(channel, size);
                }
            });
            BundleManifest manifest = BundleHead.read(file, BundleHead.of(channel, size), keys);
            long number = manifest.facts().number();
            if (number < minimumNumber) {
                throw new BadBundleException(
                        file, "number " + number + " (expected: at least " + minimumNumber + ", accepted before)");
            }
            PartHashes hashes = PartHashes.of(channel, size - manifest.partsBytes(), manifest.parts());
            return verified(file, manifest, mapping.result(), hashes);
        } catch (NoSuchFileException | EOFException e) {
            throw new BadBundleException(file, "cannot be read: " + e, e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e, e);
        }
    }

    private static Bundle verified(Path file, BundleManifest manifest, ByteBuffer bytes, PartHashes hashes) {
        checkLayout(file, manifest, bytes);
        Bundle bundle = new Bundle(file, manifest, bytes);
        for (int i = 0; i < manifest.parts().size(); i++) {
            bundle.checkHash(manifest.parts().get(i), hashes.sha256(i));
        }
        for (BundlePart part : manifest.parts()) {
            bundle.checkModel(part.name());
        }
        return bundle;
    }

    private static void checkLayout(Path file, BundleManifest manifest, ByteBuffer bytes) {
        int manifestBytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        long start = BundleHead.bytes(manifestBytes);
        if (start + manifest.partsBytes() != bytes.capacity()) {
            throw new BadBundleException(
                    file, bytes.capacity() + " bytes (expected: " + (start + manifest.partsBytes()) + ")");
        }
        checkZero(file, bytes, BundleHead.FIXED_BYTES + manifestBytes, start);
        for (BundlePart part : manifest.parts()) {
            long end = start + part.offset() + part.bytes();
            checkZero(file, bytes, end, Math.min(BundleManifest.aligned(end), bytes.capacity()));
        }
    }

    private static void checkZero(Path file, ByteBuffer bytes, long from, long to) {
        for (long i = from; i < to; i++) {
            if (bytes.get((int) i) != 0) {
                throw new BadBundleException(file, "byte " + i + " (expected: zero between parts)");
            }
        }
    }

    private void checkHash(BundlePart part, String hash) {
        if (!hash.equals(part.sha256())) {
            throw bad(part.name(), "SHA-256 " + hash + " (expected: " + part.sha256() + ")");
        }
    }

    private void checkModel(String part) {
        if (part.endsWith(".onnx")) {
            Optional<String> problem = OnnxFile.problem(part(part), BundledOperators.ALLOWED);
            if (problem.isPresent()) {
                throw bad(part, problem.get());
            }
        }
    }

    private BadBundleException bad(String part, String reason) {
        return new BadBundleException(file, "part " + part + ": " + reason);
    }

    /** Returns this very bundle under the name that its file has been given since. */
    public Bundle renamed(Path to) {
        return new Bundle(to, manifest, content);
    }

    /** Returns the file it was opened from. */
    public Path file() {
        return file;
    }

    /** Returns the whole file, read only, from 0 to its size. */
    public ByteBuffer content() {
        return content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns what stands before the parts. */
    ByteBuffer head() {
        return BundleHead.slice(content, 0, content.capacity() - manifest.partsBytes());
    }

    /** Returns the bytes of the file. */
    public long fileBytes() {
        return content.capacity();
    }

    /**
     * Returns the SHA-256 of what stands before the parts, in hexadecimal. It holds the hash of every part, so that
     * equal digests mean equal bundles.
     */
    public String digest() {
        return Sha256.of(head());
    }

    /** Returns the first half of the digest: what a server names the bundle by. */
    public String tag() {
        return digest().substring(0, 32);
    }

    /** Returns the signed table of contents. */
    public BundleManifest manifest() {
        return manifest;
    }

    /** Returns whether its day has passed; it works on, and whoever uses it should say so. */
    public boolean expired(long nowMillis) {
        return nowMillis >= manifest.facts().expires().toEpochMilli();
    }

    /** Returns whether there is a part of that name. */
    public boolean has(String name) {
        return parts.containsKey(name);
    }

    /**
     * Returns a part: a read-only little-endian buffer of its own, from 0 to the part's size.
     *
     * @throws BadBundleException when there is none
     */
    public ByteBuffer part(String name) {
        ByteBuffer part = parts.get(name);
        if (part == null) {
            throw bad(name, "missing");
        }
        return part.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Returns a copy of a part.
     *
     * @throws BadBundleException when there is none
     */
    public byte[] bytes(String name) {
        ByteBuffer part = part(name);
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        return bytes;
    }

    /**
     * Reads a part that is a JSON object in UTF-8.
     *
     * @throws BadBundleException when there is none, or it is something else
     */
    public JsonObject json(String name) {
        try {
            return JsonReader.parse(BundleManifest.text(bytes(name)));
        } catch (JsonException | IllegalArgumentException e) {
            throw new BadBundleException(file, "part " + name + ": " + e.getMessage(), e);
        }
    }
}
