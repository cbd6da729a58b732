package dev.millrace.server.http;

import dev.millrace.server.edge.BundleShelf;
import dev.millrace.server.edge.Download;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The operation that hands out edge bundles, conditionally (RFC 9110, section 13) and in parts (section 14).
 * Thread-safe.
 */
final class EdgeApi {
    private static final long MAX_NUMBER = 999_999_999_999_999L;

    private final @Nullable BundleShelf shelf;

    /** Creates it; without a shelf it says that no bundles are served. */
    EdgeApi(@Nullable BundleShelf shelf) {
        this.shelf = shelf;
    }

    Reply bundle(HttpCall call, Target target) {
        long from = from(target);
        if (shelf == null) {
            throw Problem.of(
                            HttpResponseStatus.NOT_FOUND,
                            "this server has no edge bundles (millrace.server.edge.bundles is not set)")
                    .exception();
        }
        Download newest = shelf.newest()
                .orElseThrow(() -> Problem.of(HttpResponseStatus.NOT_FOUND, "there is no edge bundle yet")
                        .exception());
        boolean conditional = call.headers().contains(HttpHeaderNames.IF_NONE_MATCH);
        if (knows(call.headers(), newest) || (conditional && shelf.isBehind(from))) {
            return notModified(newest);
        }
        Optional<Download> delta = from == 0 ? Optional.empty() : shelf.delta(from);
        return answer(call, delta.orElse(newest));
    }

    private static long from(Target target) {
        String text = target.query().get("from");
        if (text == null) {
            return 0;
        }
        if (text.matches("[0-9]{1,15}") && Long.parseLong(text) > 0) {
            return Long.parseLong(text);
        }
        throw Problem.parameter("from", "from: " + Problem.shown(text) + " (expected: 1 to " + MAX_NUMBER + ")")
                .exception();
    }

    private static Reply answer(HttpCall call, Download download) {
        ByteBuffer content = download.content();
        long size = content.remaining();
        ByteRange range = range(call, download);
        if (range == null) {
            return new Reply(HttpResponseStatus.OK, download.mediaType(), content, fields(download));
        }
        Map<String, String> fields = fields(download);
        if (range.length() == 0) {
            fields.put("Content-Range", "bytes */" + size);
            Reply problem = Problem.header(
                            HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                            "Range",
                            "Range: (expected: bytes below " + size + ")")
                    .reply();
            return new Reply(problem.status(), problem.contentType(), problem.body(), fields);
        }
        long last = range.from() + range.length() - 1;
        fields.put("Content-Range", "bytes " + range.from() + "-" + last + "/" + size);
        return new Reply(
                HttpResponseStatus.PARTIAL_CONTENT,
                download.mediaType(),
                content.slice(content.position() + (int) range.from(), (int) range.length()),
                fields);
    }

    private static @Nullable ByteRange range(HttpCall call, Download download) {
        String field = call.headers().get(HttpHeaderNames.RANGE);
        if (field == null || !call.method().equals(HttpMethod.GET)) {
            return null;
        }
        String condition = call.headers().get(HttpHeaderNames.IF_RANGE);
        if (condition != null && !condition.strip().equals(quoted(download))) {
            return null;
        }
        return ByteRange.parse(field, download.content().remaining());
    }

    private static boolean knows(HttpHeaders headers, Download newest) {
        String known = String.join(",", headers.getAll(HttpHeaderNames.IF_NONE_MATCH));
        return Arrays.stream(known.split(",", -1))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(quoted(newest)));
    }

    private static Reply notModified(Download download) {
        return new Reply(
                HttpResponseStatus.NOT_MODIFIED, download.mediaType(), ByteBuffer.allocate(0), fields(download));
    }

    private static Map<String, String> fields(Download download) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("ETag", quoted(download));
        fields.put("Accept-Ranges", "bytes");
        fields.put("Cache-Control", "no-cache");
        return fields;
    }

    private static String quoted(Download download) {
        return '"' + download.tag() + '"';
    }
}
