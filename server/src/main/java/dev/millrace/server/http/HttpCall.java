package dev.millrace.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;

/**
 * One whole request as it arrived: the head is not changed any more and the body is read only. Handed from the event
 * loop to a worker. Thread-safe.
 */
final class HttpCall {
    private final HttpRequest head;
    private final byte[] body;
    private final long arrivedNanos;
    private final Progress progress = new Progress();

    HttpCall(HttpRequest head, byte[] body, long arrivedNanos) {
        this.head = head;
        this.body = body;
        this.arrivedNanos = arrivedNanos;
    }

    HttpRequest head() {
        return head;
    }

    HttpMethod method() {
        return head.method();
    }

    HttpHeaders headers() {
        return head.headers();
    }

    byte[] body() {
        return body;
    }

    /** Returns what is done for the request now. */
    Progress progress() {
        return progress;
    }

    /** Returns what the ticker said when the last byte had arrived. */
    long arrivedNanos() {
        return arrivedNanos;
    }
}
