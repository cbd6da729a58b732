package dev.millrace.server.config;

/** A configuration that cannot be used. The message names the file or key, the value and what was expected. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public ConfigException(String message) {
        super(message);
    }

    /** Creates the exception with its cause. */
    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
