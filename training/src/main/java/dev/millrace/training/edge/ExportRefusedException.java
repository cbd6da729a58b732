package dev.millrace.training.edge;

/**
 * A bundle that is not written since it would be too large or lose too much. The message says which part is to blame.
 */
public final class ExportRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    ExportRefusedException(String message) {
        super(message);
    }
}
