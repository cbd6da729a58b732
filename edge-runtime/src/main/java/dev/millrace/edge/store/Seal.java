package dev.millrace.edge.store;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts records with AES/GCM, or leaves them as they are where there is no key. Thread-safe.
 *
 * <p>Every record has a nonce of its own, chosen by the platform's cipher, which is what a key inside a device's
 * keystore demands; the place of the record, the file's random id and the position in it, is authenticated with it, so
 * that a record moved, doubled or taken from another file is none.
 */
final class Seal {
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final String CIPHER = "AES/GCM/NoPadding";

    private final @Nullable SecretKey key;

    Seal(@Nullable SecretKey key) {
        this.key = key;
    }

    boolean encrypts() {
        return key != null;
    }

    /**
     * Seals a record for a place.
     *
     * @throws IOException when the key cannot be used, such as one of a keystore that is locked
     */
    byte[] close(byte[] record, byte[] place) throws IOException {
        if (key == null) {
            return record;
        }
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key);
            byte[] nonce = cipher.getIV();
            if (nonce == null || nonce.length != NONCE) {
                throw new IOException("the store's key: a nonce of another size (expected: " + NONCE + " bytes)");
            }
            cipher.updateAAD(place);
            byte[] sealed = Arrays.copyOf(nonce, NONCE + cipher.getOutputSize(record.length));
            int written = cipher.doFinal(record, 0, record.length, sealed, NONCE);
            return Arrays.copyOf(sealed, NONCE + written);
        } catch (GeneralSecurityException | ProviderException e) {
            throw unusable(e);
        }
    }

    private static IOException unusable(Exception e) {
        return new IOException("the store's key: " + e, e);
    }

    /**
     * Returns the record, or null where it was not sealed for this place with this key.
     *
     * @throws IOException when the key cannot be used, which says nothing of the record
     */
    byte @Nullable [] open(byte[] sealed, byte[] place) throws IOException {
        if (key == null) {
            return sealed;
        }
        if (sealed.length < NONCE + TAG) {
            return null;
        }
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG * Byte.SIZE, sealed, 0, NONCE));
            cipher.updateAAD(place);
            return cipher.doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException | ProviderException e) {
            throw unusable(e);
        }
    }
}
