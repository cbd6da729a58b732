package dev.millrace.datasets;

/** Data that cannot be used. The message says which file, what is wrong and what was expected, on one line. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates the exception. */
    public DataException(String message) {
        super(message);
    }

    /** Creates the exception with what led to it. */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
