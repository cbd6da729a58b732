package dev.millrace.server.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Turns a {@link Reply} into a response of the codec. */
final class ReplyEncoder {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private ReplyEncoder() {}

    /** The text of a second, which many answers share. Immutable. */
    private record Second(long epochSecond, String text) {}

    private static volatile Second latest = second(0);

    private static Second second(long epochSecond) {
        return new Second(epochSecond, DATE.format(Instant.ofEpochSecond(epochSecond)));
    }

    private static String date() {
        long now = Instant.now().getEpochSecond();
        Second known = latest;
        if (known.epochSecond() != now) {
            known = second(now);
            latest = known;
        }
        return known.text();
    }

    static boolean keepAlive(HttpRequest head) {
        return HttpUtil.isKeepAlive(head);
    }

    /** Encodes a whole answer; the length of the body is told even where it is left out. */
    static FullHttpResponse encode(Reply reply, boolean headOnly, boolean keepAlive, HttpVersion asked) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                reply.status(),
                headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(reply.body()));
        describe(reply, response.headers(), keepAlive, asked);
        return response;
    }

    /** Encodes all but the body, which follows in pieces. */
    static HttpResponse encodeHead(Reply reply, boolean keepAlive, HttpVersion asked) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, reply.status());
        describe(reply, response.headers(), keepAlive, asked);
        return response;
    }

    private static void describe(Reply reply, HttpHeaders headers, boolean keepAlive, HttpVersion asked) {
        if (!reply.status().equals(HttpResponseStatus.NOT_MODIFIED)) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().remaining());
        }
        headers.set(HttpHeaderNames.DATE, date());
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        reply.headers().forEach(headers::set);
        HttpUtil.setKeepAlive(headers, asked, keepAlive);
    }
}
