package dev.millrace.cascade.json;

/** Says what is wrong with a JSON document and where. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message that names the member or position. */
    public JsonException(String message) {
        super(message);
    }
}
