package dev.millrace.datasets.download;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server's reply to one request for a file, or for the rest of it. One thread; closed by whoever asked.
 *
 * <p>Made with {@link HttpURLConnection}, which bounds the silence within a body; {@code java.net.http} bounds only the
 * time to the headers.
 */
final class Reply implements Closeable {
    private static final int MOST_REDIRECTS = 5;
    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+|\\*)");

    private final HttpURLConnection connection;
    private final int status;

    private Reply(HttpURLConnection connection, int status) {
        this.connection = connection;
        this.status = status;
    }

    /**
     * Asks for a file from a byte on.
     *
     * @param tag of the version the byte before belongs to; another version is to come whole
     */
    static Reply to(URI address, long from, Optional<String> tag, Duration silence) throws IOException {
        URI next = address;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpURLConnection connection = open(next, silence);
            if (from > 0) {
                connection.setRequestProperty("Range", "bytes=" + from + "-");
                tag.ifPresent(value -> connection.setRequestProperty("If-Range", value));
            }
            int status = connection.getResponseCode();
            @Nullable String location = connection.getHeaderField("Location");
            if (status / 100 != 3 || location == null) {
                return new Reply(connection, status);
            }
            connection.disconnect();
            next = next.resolve(location);
        }
        throw new IOException("more than " + MOST_REDIRECTS + " redirects from " + address);
    }

    private static HttpURLConnection open(URI address, Duration silence) throws IOException {
        URLConnection connection = address.toURL().openConnection();
        if (!(connection instanceof HttpURLConnection http)) {
            throw new IOException(address + " (expected: http or https)");
        }
        int millis = Math.toIntExact(silence.toMillis());
        http.setConnectTimeout(millis);
        http.setReadTimeout(millis);
        http.setInstanceFollowRedirects(false);
        http.setUseCaches(false);
        http.setRequestProperty("Accept-Encoding", "identity");
        http.setRequestProperty("User-Agent", "millrace");
        return http;
    }

    int status() {
        return status;
    }

    /** Returns the first byte of a partial reply, or -1 where it does not say. */
    long rangeStart() {
        Matcher range = RANGE.matcher(header("Content-Range").orElse(""));
        return range.matches() ? Long.parseLong(range.group(1)) : -1;
    }

    /** Returns the size of the whole file, or -1 where the reply does not say. */
    long total() {
        Matcher range = RANGE.matcher(header("Content-Range").orElse(""));
        if (range.matches()) {
            return range.group(3).equals("*") ? -1 : Long.parseLong(range.group(3));
        }
        return status == HttpURLConnection.HTTP_OK ? connection.getContentLengthLong() : -1;
    }

    /** Returns the tag by which the server tells versions apart: a strong ETag, else the time of change. */
    Optional<String> tag() {
        return header("ETag").filter(etag -> !etag.startsWith("W/")).or(() -> header("Last-Modified"));
    }

    /** Returns how long the server asks to be left alone, where it says so in seconds. */
    Optional<Duration> retryAfter() {
        return header("Retry-After")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(connection.getHeaderField(name));
    }

    InputStream body() throws IOException {
        return connection.getInputStream();
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
