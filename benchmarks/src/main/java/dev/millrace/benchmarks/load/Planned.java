package dev.millrace.benchmarks.load;

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

    /** Who asks. */
    public enum Kind {
        /** A user with stored events. */
        KNOWN,
        /** Someone whose history is in the request. */
        HISTORY,
        /** Someone nothing is known of. */
        COLD
    }

    private Planned(byte[] bytes, int results, Kind kind) {
        this.bytes = bytes;
        this.results = results;
        this.kind = kind;
    }

    /**
     * Returns a recommend request.
     *
     * @param json the body
     * @param results items asked for
     */
    public static Planned recommend(String json, int results, Kind kind) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] head =
                ("POST /v1/recommend HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[head.length + body.length];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(body, 0, bytes, head.length, body.length);
        return new Planned(bytes, results, kind);
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
    Kind kind() {
        return kind;
    }
}
