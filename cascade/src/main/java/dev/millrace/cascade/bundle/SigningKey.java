package dev.millrace.cascade.bundle;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * A private key that signs bundles: Ed25519. Immutable and thread-safe.
 *
 * <p>For the machine that exports: signing is the platform's own, which Android has from API 33 on only.
 */
public final class SigningKey {
    private static final int SEED_BYTES = 32;

    /** What stands before the 32 bytes of a key in PKCS#8: version 0 and the algorithm's number 1.3.101.112. */
    private static final byte[] PKCS8 = {
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20
    };

    private final byte[] seed;
    private final BundleKey key;

    private SigningKey(byte[] seed) {
        this.seed = seed;
        byte[] scalar = Arrays.copyOf(BundleKey.sha512().digest(seed), 32);
        scalar[0] &= (byte) 0xf8;
        scalar[31] &= 0x7f;
        scalar[31] |= 0x40;
        BigInteger multiple = EdwardsPoint.littleEndian(scalar).mod(BundleKey.ORDER);
        this.key = BundleKey.of(
                EdwardsPoint.BASE.combineWithBase(multiple, BigInteger.ZERO).encode());
    }

    /** Makes a new key. */
    public static SigningKey generate() {
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        return new SigningKey(seed);
    }

    /** Makes the key of a seed of 32 bytes. */
    static SigningKey of(byte[] seed) {
        return new SigningKey(seed.clone());
    }

    /**
     * Reads a key as {@code openssl genpkey -algorithm ed25519} writes it.
     *
     * @throws IllegalArgumentException when the text is no such key
     */
    public static SigningKey parse(String pem) {
        return new SigningKey(Pem.decode(pem, "PRIVATE KEY", PKCS8));
    }

    /** Returns the key in PEM (PKCS#8). */
    public String toPem() {
        return Pem.encode("PRIVATE KEY", PKCS8, seed);
    }

    /** Returns the public half. */
    public BundleKey publicKey() {
        return key;
    }

    /** Returns the 64 bytes of the signature of a message, given one piece after the other. */
    public byte[] sign(byte[]... message) {
        byte[] encoded = Arrays.copyOf(PKCS8, PKCS8.length + SEED_BYTES);
        System.arraycopy(seed, 0, encoded, PKCS8.length, SEED_BYTES);
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
            for (byte[] piece : message) {
                signature.update(piece);
            }
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform cannot sign with Ed25519", e);
        }
    }
}
