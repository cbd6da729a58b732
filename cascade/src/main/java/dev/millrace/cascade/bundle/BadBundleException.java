package dev.millrace.cascade.bundle;

import java.nio.file.Path;

/** An edge bundle that cannot be used. The message names the file and the reason. */
public final class BadBundleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception: {@code "<file>: <reason>"}. */
    public BadBundleException(Path file, String reason) {
        super(file + ": " + reason);
    }

    /** Creates the exception with its cause. */
    public BadBundleException(Path file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
    }
}
