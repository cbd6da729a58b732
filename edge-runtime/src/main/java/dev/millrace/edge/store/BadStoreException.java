package dev.millrace.edge.store;

import java.nio.file.Path;

/** A store file that cannot be used, such as with another key. The message names the file and the reason. */
public final class BadStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception: {@code "<file>: <reason>"}. */
    public BadStoreException(Path file, String reason) {
        super(file + ": " + reason);
    }

    /** Creates the exception with its cause. */
    public BadStoreException(Path file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
    }
}
