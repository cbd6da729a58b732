package dev.millrace.cascade.bundle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Keys of 32 bytes in PEM: a fixed DER prefix and the key, in base64, between two labelled lines. */
final class Pem {
    private static final int KEY_BYTES = 32;

    private Pem() {}

    /** Returns the key; throws {@link IllegalArgumentException} when the text is none of that label and prefix. */
    static byte[] decode(String text, String label, byte[] prefix) {
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(label + ": not found (expected: PEM with '" + begin + "')");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(label + ": is no base64", e);
        }
        if (der.length != prefix.length + KEY_BYTES || !Arrays.equals(Arrays.copyOf(der, prefix.length), prefix)) {
            throw new IllegalArgumentException(
                    label + ": is no Ed25519 key (expected: one of 'openssl genpkey -algorithm ed25519')");
        }
        return Arrays.copyOfRange(der, prefix.length, der.length);
    }

    static String encode(String label, byte[] prefix, byte[] key) {
        byte[] der = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, der, prefix.length, key.length);
        byte[] newLine = "\n".getBytes(StandardCharsets.US_ASCII);
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, newLine).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
