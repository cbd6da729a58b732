package dev.millrace.cascade.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 as lower-case hexadecimal. */
public final class Sha256 {
    private static final int PIECE = 1 << 16;

    private Sha256() {}

    /** Returns the hash of a file. */
    public static String of(Path file) throws IOException {
        return of(file, Pace.FULL);
    }

    /** Returns the hash of a file, read at a pace. */
    static String of(Path file, Pace pace) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                pace.step();
            }
        }
        return hexadecimal(digest.digest());
    }

    /**
     * Returns the hash of some bytes of a file; a file that ends before them has the hash of those there are.
     *
     * @param piece room for what is read at a time; an array's
     */
    public static String of(FileChannel file, long offset, long length, ByteBuffer piece) throws IOException {
        MessageDigest digest = digest();
        long left = length;
        while (left > 0) {
            ((Buffer) piece).clear();
            ((Buffer) piece).limit((int) Math.min(left, piece.capacity()));
            int read = file.read(piece, offset + length - left);
            if (read < 0) {
                break;
            }
            digest.update(piece.array(), piece.arrayOffset(), read);
            left -= read;
        }
        return hexadecimal(digest.digest());
    }

    /** Returns the hash of an array. */
    public static String of(byte[] bytes) {
        return hexadecimal(digest().digest(bytes));
    }

    /** Returns the hash of what is left in a buffer, whose position does not move. */
    public static String of(ByteBuffer bytes) {
        MessageDigest digest = digest();
        digest.update(bytes.duplicate());
        return hexadecimal(digest.digest());
    }

    private static String hexadecimal(byte[] hash) {
        StringBuilder hex = new StringBuilder(64);
        for (byte b : hash) {
            hex.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return hex.toString();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
