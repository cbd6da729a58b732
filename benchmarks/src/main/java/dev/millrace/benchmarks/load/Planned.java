package dev.millrace.benchmarks.load;

import dev.millrace.server.admission.Priority;
import java.nio.charset.StandardCharsets;

/**
 * One request as it goes over the wire, and what its answer must be like. Immutable; the bytes are read only.
 *
 * @see RequestMix
 */
public final class Planned {
    private final byte[] bytes;
    private final int results;
    private final Kind kind;
    private final Terms terms;
    private final int status;

    /** Who asks. */
    public enum Kind {
        /** A user with stored events. */
        KNOWN,
        /** Someone whose history is in the request. */
        HISTORY,
        /** Someone nothing is known of. */
        COLD,
        /** Whoever asks for something else than recommendations. */
        OTHER
    }

    /**
     * How much a request matters and how long it may take. Immutable.
     *
     * @param priority what it says, or is taken to say
     * @param timeoutMillis its budget, 0 where it does not say
     */
    public record Terms(Priority priority, int timeoutMillis) {
        /** A request that does not say. */
        public static final Terms NONE = new Terms(Priority.DEFAULT, 0);
    }

    private Planned(byte[] bytes, int results, Kind kind, Terms terms, int status) {
        this.bytes = bytes;
        this.results = results;
        this.kind = kind;
        this.terms = terms;
        this.status = status;
    }

    /**
     * Returns a recommend request.
     *
     * @param json the body
     * @param results items asked for
     */
    public static Planned recommend(String json, int results, Kind kind) {
        return recommend(json, results, kind, Terms.NONE);
    }

    /**
     * Returns a recommend request.
     *
     * @param terms what its body says of them, for whoever looks at what became of it
     */
    public static Planned recommend(String json, int results, Kind kind, Terms terms) {
        return new Planned(bytes("POST", "/v1/recommend", json), results, kind, terms, 200);
    }

    /**
     * Returns any other request.
     *
     * @param json the body; empty for none
     * @param status what it has to be answered with
     */
    public static Planned other(String method, String path, String json, int status) {
        return new Planned(bytes(method, path, json), 0, Kind.OTHER, Terms.NONE, status);
    }

    private static byte[] bytes(String method, String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String type = json.isEmpty() ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n";
        byte[] head = (method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + type + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[head.length + body.length];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(body, 0, bytes, head.length, body.length);
        return bytes;
    }

    /** Returns head and body; read only. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns how many items it asks for. */
    int results() {
        return results;
    }

    /** Returns who asks. */
    public Kind kind() {
        return kind;
    }

    /** Returns how much it matters and how long it may take. */
    public Terms terms() {
        return terms;
    }

    /** Returns the status it has to be answered with, unless it is refused. */
    int status() {
        return status;
    }
}
