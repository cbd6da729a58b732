package dev.millrace.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with the head of a request: line and header fields. */
final class HeadCheck {
    private HeadCheck() {}

    /** Returns why the request must not be read any further, or null. */
    static @Nullable Problem problem(HttpRequest head, int maxBodyBytes) {
        if (head.decoderResult().isFailure()) {
            return malformed(head.decoderResult().cause());
        }
        HttpVersion version = head.protocolVersion();
        if (!version.protocolName().equals("HTTP") || version.majorVersion() != 1) {
            return Problem.of(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "version " + version + " (expected: HTTP/1.1)");
        }
        HttpHeaders headers = head.headers();
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && version.minorVersion() >= 1)) {
            return Problem.parameter("Host", "Host: " + hosts.size() + " fields (expected: 1)");
        }
        Problem framing = framing(headers, maxBodyBytes);
        return framing != null ? framing : expectation(headers);
    }

    private static @Nullable Problem framing(HttpHeaders headers, int maxBodyBytes) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (!codings.isEmpty() && !lengths.isEmpty()) {
            return Problem.parameter(
                    "Content-Length", "Content-Length beside Transfer-Encoding (expected: one of them)");
        }
        if (!codings.isEmpty()
                && !(codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst()))) {
            return Problem.header(
                    HttpResponseStatus.NOT_IMPLEMENTED,
                    "Transfer-Encoding",
                    "Transfer-Encoding: " + Problem.shown(String.join(", ", codings)) + " (expected: chunked)");
        }
        for (String coding : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
            if (!HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(coding)) {
                return Problem.header(
                        HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Encoding",
                        "Content-Encoding: " + Problem.shown(coding) + " (expected: none)");
            }
        }
        if (!lengths.isEmpty() && !lengths.getFirst().matches("[0-9]{1,18}")) {
            return Problem.parameter(
                    "Content-Length", "Content-Length: " + Problem.shown(lengths.getFirst()) + " (expected: digits)");
        }
        if (!lengths.isEmpty() && Long.parseLong(lengths.getFirst()) > maxBodyBytes) {
            return tooLarge(maxBodyBytes);
        }
        return null;
    }

    private static @Nullable Problem expectation(HttpHeaders headers) {
        String expect = headers.get(HttpHeaderNames.EXPECT);
        if (expect == null || HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect)) {
            return null;
        }
        return Problem.header(
                HttpResponseStatus.EXPECTATION_FAILED,
                "Expect",
                "Expect: " + Problem.shown(expect) + " (expected: 100-continue)");
    }

    static boolean expectsContinue(HttpRequest head) {
        return HttpUtil.is100ContinueExpected(head);
    }

    static Problem tooLarge(int maxBodyBytes) {
        return Problem.of(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "body: more than " + maxBodyBytes + " bytes");
    }

    /** Returns what to answer to bytes that are no HTTP request. */
    static Problem malformed(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.of(HttpResponseStatus.REQUEST_URI_TOO_LONG, "request line: " + cause.getMessage());
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Problem.of(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "header: " + cause.getMessage());
        }
        String reason = cause == null ? "malformed request" : Problem.shown(String.valueOf(cause.getMessage()));
        return Problem.of(HttpResponseStatus.BAD_REQUEST, "not HTTP: " + reason);
    }
}
