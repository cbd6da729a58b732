package dev.millrace.cascade.release;

import java.nio.file.Path;

/** A release, or a file of one, that cannot be used. The message names the file and the reason. */
public final class BadReleaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception: {@code "<file>: <reason>"}. */
    public BadReleaseException(Path file, String reason) {
        super(file + ": " + reason);
    }

    /** Creates the exception with its cause. */
    public BadReleaseException(Path file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
    }
}
