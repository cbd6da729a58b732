package dev.millrace.cascade.bundle;

import dev.millrace.cascade.release.Sha256;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * A public key that verifies signatures of bundles: Ed25519, RFC 8032. Immutable and thread-safe.
 *
 * <p>The verification is our own, the same on every platform, since Android has Ed25519 from API 33 on only. It is
 * strict: the key is canonical and not of small order, S is below the group's order, and R is compared byte by byte, so
 * that nobody can make a second signature out of a first.
 */
public final class BundleKey {
    /** The bytes of a signature. */
    public static final int SIGNATURE_BYTES = 64;

    static final BigInteger ORDER =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

    /** What stands before the 32 bytes of a key in X.509: the algorithm's number 1.3.101.112. */
    private static final byte[] X509 = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private final byte[] bytes;
    private final EdwardsPoint negated;
    private final String id;

    private BundleKey(byte[] bytes, EdwardsPoint point) {
        this.bytes = bytes;
        this.negated = point.negated();
        this.id = Sha256.of(bytes).substring(0, 16);
    }

    /**
     * Makes a key of its 32 bytes.
     *
     * @throws IllegalArgumentException when they are no key, or a weak one
     */
    public static BundleKey of(byte[] raw) {
        if (raw.length != EdwardsPoint.BYTES) {
            throw new IllegalArgumentException("public key: " + raw.length + " bytes (expected: 32)");
        }
        EdwardsPoint point = EdwardsPoint.decode(raw);
        if (point == null) {
            throw new IllegalArgumentException("public key: is no point of the curve, canonically encoded");
        }
        if (point.hasSmallOrder()) {
            throw new IllegalArgumentException("public key: is of small order, so that anybody can sign for it");
        }
        return new BundleKey(raw.clone(), point);
    }

    /**
     * Reads a key as text: PEM as {@code openssl pkey -pubout} writes it, or its 32 bytes in base64.
     *
     * @throws IllegalArgumentException when the text is neither
     */
    public static BundleKey parse(String text) {
        if (text.contains("-----")) {
            return of(Pem.decode(text, "PUBLIC KEY", X509));
        }
        byte[] raw;
        try {
            raw = Base64.getDecoder().decode(text.trim());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "public key: " + e.getMessage() + " (expected: 32 bytes in base64, or PEM)", e);
        }
        return of(raw);
    }

    /** Returns the first eight bytes of the SHA-256 of the 32 bytes, in hexadecimal. */
    public String id() {
        return id;
    }

    /** Returns the 32 bytes in base64. */
    public String toBase64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Returns the key in PEM. */
    public String toPem() {
        return Pem.encode("PUBLIC KEY", X509, bytes);
    }

    /**
     * Returns whether a signature is this key's for a message.
     *
     * @param message one after the other
     */
    public boolean verifies(byte[] signature, byte[]... message) {
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        byte[] r = Arrays.copyOf(signature, 32);
        BigInteger s = EdwardsPoint.littleEndian(Arrays.copyOfRange(signature, 32, SIGNATURE_BYTES));
        if (s.compareTo(ORDER) >= 0) {
            return false;
        }
        MessageDigest digest = sha512();
        digest.update(r);
        digest.update(bytes);
        for (byte[] piece : message) {
            digest.update(piece);
        }
        BigInteger challenge = EdwardsPoint.littleEndian(digest.digest()).mod(ORDER);
        return Arrays.equals(negated.combineWithBase(s, challenge).encode(), r);
    }

    static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-512", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BundleKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return id;
    }
}
