package dev.millrace.retrieval.filter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.lucene.util.BytesRef;

/** What the fields of the index are called and how keywords become terms. Declared names begin with a letter. */
final class FilterFields {
    /** The ordinal of an item, as a doc value. */
    static final String ORDINAL = "_ordinal";
    /** The names of the fields an item has a value of. */
    static final String PRESENT = "_present";

    /** Lucene refuses terms above 32766 bytes; far below that a hash stands for the keyword. */
    private static final int LONGEST_TERM = 4096;

    private FilterFields() {}

    static BytesRef term(String keyword) {
        byte[] utf8 = keyword.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= LONGEST_TERM) {
            return new BytesRef(utf8);
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(utf8);
            return new BytesRef("\0sha256:" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
