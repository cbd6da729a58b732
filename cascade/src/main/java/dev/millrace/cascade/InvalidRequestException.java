package dev.millrace.cascade;

/** A request that does not fit the release it is asked of: the caller's error, never a stage's. */
public class InvalidRequestException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception; the message names the part and what is allowed. */
    public InvalidRequestException(String message) {
        super(message);
    }
}
