package dev.millrace.cascade.bundle;

import java.io.EOFException;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What stands before the parts of a bundle: a signature over all the rest of it.
 *
 * <p>Little-endian: the magic {@value #MAGIC} (8 bytes), format (int32), bytes of the manifest (int32), key id (8
 * bytes), 64 bytes of Ed25519 signature over these 24 bytes and the manifest, the manifest, zeros up to the next
 * multiple of 64.
 */
final class BundleHead {
    static final String MAGIC = "MILLEDGE";
    static final int MAX_MANIFEST_BYTES = 1 << 20;
    /** Bytes before the manifest. */
    static final int FIXED_BYTES = 24 + BundleKey.SIGNATURE_BYTES;

    private static final int SIGNED_BYTES = 24;
    private static final int LENGTH_AT = 12;
    private static final String ZEROS = "0000000000000000";
    private static final byte[] MAGIC_BYTES = MAGIC.getBytes(StandardCharsets.US_ASCII);

    private BundleHead() {}

    static byte[] write(byte[] manifest, SigningKey key) {
        if (manifest.length > MAX_MANIFEST_BYTES) {
            throw new IllegalArgumentException(
                    "manifest: " + manifest.length + " bytes (expected: at most " + MAX_MANIFEST_BYTES + ")");
        }
        byte[] signed = ByteBuffer.allocate(SIGNED_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC_BYTES)
                .putInt(Bundle.FORMAT)
                .putInt(manifest.length)
                .putLong(Long.parseUnsignedLong(key.publicKey().id(), 16))
                .array();
        return ByteBuffer.allocate((int) bytes(manifest.length))
                .put(signed)
                .put(key.sign(signed, manifest))
                .put(manifest)
                .array();
    }

    /**
     * Reads what stands before the parts, as far as it is there.
     *
     * @param size of the file, at least {@link #FIXED_BYTES}
     */
    static ByteBuffer of(FileChannel file, long size) throws IOException {
        ByteBuffer fixed = read(file, FIXED_BYTES);
        int length = fixed.getInt(LENGTH_AT);
        return length <= 0 || length > MAX_MANIFEST_BYTES ? fixed : read(file, (int) Math.min(size, bytes(length)));
    }

    private static ByteBuffer read(FileChannel file, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, bytes.position()) < 0) {
                throw new EOFException("ends at byte " + bytes.position());
            }
        }
        ((Buffer) bytes).flip();
        return bytes;
    }

    /** Returns where the parts begin. */
    static long bytes(int manifestBytes) {
        return BundleManifest.aligned(FIXED_BYTES + manifestBytes);
    }

    /**
     * Verifies the signature, then reads the manifest.
     *
     * @param file named in exceptions
     * @param bytes from the first byte of the file
     * @throws BadBundleException when this is no head, or none of a trusted key
     */
    static BundleManifest read(Path file, ByteBuffer bytes, TrustedKeys keys) {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < FIXED_BYTES) {
            throw new BadBundleException(file, "is no edge bundle: " + in.remaining() + " bytes");
        }
        byte[] signed = take(in, SIGNED_BYTES);
        ByteBuffer fields = ByteBuffer.wrap(signed).order(ByteOrder.LITTLE_ENDIAN);
        if (!Arrays.equals(take(fields, MAGIC_BYTES.length), MAGIC_BYTES)) {
            throw new BadBundleException(file, "is no edge bundle");
        }
        int format = fields.getInt();
        if (format != Bundle.FORMAT) {
            throw new BadBundleException(file, "format " + format + " (expected: " + Bundle.FORMAT + ")");
        }
        int length = fields.getInt();
        if (length <= 0 || length > MAX_MANIFEST_BYTES || bytes(length) > bytes.remaining()) {
            throw new BadBundleException(file, "claims a manifest of " + length + " bytes");
        }
        String digits = Long.toHexString(fields.getLong());
        String keyId = ZEROS.substring(digits.length()) + digits;
        Optional<BundleKey> trusted = keys.byId(keyId);
        if (!trusted.isPresent()) {
            throw new BadBundleException(file, "signed by key " + keyId + " (expected: one of " + keys + ")");
        }
        BundleKey key = trusted.get();
        byte[] signature = take(in, BundleKey.SIGNATURE_BYTES);
        byte[] manifest = take(in, length);
        if (!key.verifies(signature, signed, manifest)) {
            throw new BadBundleException(file, "the signature is not that of key " + keyId);
        }
        return parsed(file, manifest, keyId);
    }

    private static BundleManifest parsed(Path file, byte[] bytes, String keyId) {
        BundleManifest manifest;
        try {
            manifest = BundleManifest.fromBytes(bytes);
        } catch (RuntimeException e) {
            throw new BadBundleException(file, "manifest: " + e.getMessage(), e);
        }
        if (!manifest.keyId().equals(keyId)) {
            throw new BadBundleException(file, "manifest: keyId " + manifest.keyId() + " (expected: " + keyId + ")");
        }
        return manifest;
    }

    private static byte[] take(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    /** Returns a view of some bytes; through the supertype, since Android 8 has no covariant {@code position}. */
    static ByteBuffer slice(ByteBuffer of, long offset, long length) {
        ByteBuffer view = of.duplicate();
        ((Buffer) view).limit((int) (offset + length));
        ((Buffer) view).position((int) offset);
        return view.slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
