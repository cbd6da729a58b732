package dev.millrace.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.util.Map;

/** What is answered. Immutable; the body handed in must not change any more. */
final class Reply {
    private final HttpResponseStatus status;
    private final String contentType;
    private final ByteBuffer body;
    private final Map<String, String> headers;

    Reply(HttpResponseStatus status, String contentType, byte[] body, Map<String, String> headers) {
        this(status, contentType, ByteBuffer.wrap(body), headers);
    }

    Reply(HttpResponseStatus status, String contentType, ByteBuffer body, Map<String, String> headers) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = Map.copyOf(headers);
    }

    static Reply json(byte[] body) {
        return new Reply(HttpResponseStatus.OK, "application/json", body, Map.of());
    }

    HttpResponseStatus status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    /** Returns the body, from position to limit, with a position of its own. */
    ByteBuffer body() {
        return body.duplicate();
    }

    Map<String, String> headers() {
        return headers;
    }
}
