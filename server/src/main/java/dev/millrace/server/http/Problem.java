package dev.millrace.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not answered, an RFC 9457 problem. Immutable.
 *
 * @param status the HTTP status
 * @param detail what is wrong and what was expected
 * @param pointer JSON pointer to the member of the body at fault, or null
 * @param parameter the query parameter, path part or header field at fault, or null
 * @param headers header fields the answer carries
 */
record Problem(
        HttpResponseStatus status,
        String detail,
        @Nullable String pointer,
        @Nullable String parameter,
        Map<String, String> headers) {
    /** The longest part of a caller's text that is repeated to them. */
    private static final int SHOWN = 64;

    Problem {
        headers = Map.copyOf(headers);
    }

    static Problem of(HttpResponseStatus status, String detail) {
        return new Problem(status, detail, null, null, Map.of());
    }

    static Problem member(String pointer, String detail) {
        return new Problem(HttpResponseStatus.BAD_REQUEST, detail, pointer, null, Map.of());
    }

    static Problem parameter(String name, String detail) {
        return new Problem(HttpResponseStatus.BAD_REQUEST, detail, null, name, Map.of());
    }

    static Problem header(HttpResponseStatus status, String name, String detail) {
        return new Problem(status, detail, null, name, Map.of());
    }

    Problem withHeader(String name, String value) {
        return new Problem(status, detail, pointer, parameter, Map.of(name, value));
    }

    /** Returns a caller's text, shortened. */
    static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    Reply reply() {
        JsonOut out = new JsonOut(256);
        out.beginObject()
                .name("type")
                .string("about:blank")
                .name("title")
                .string(status.reasonPhrase())
                .name("status")
                .number(status.code())
                .name("detail")
                .string(detail);
        if (pointer != null) {
            out.name("pointer").string(pointer);
        }
        if (parameter != null) {
            out.name("parameter").string(parameter);
        }
        return new Reply(status, "application/problem+json", out.endObject().toBytes(), headers);
    }

    ProblemException exception() {
        return new ProblemException(this);
    }
}
