package dev.millrace.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One HTTP answer while it arrives: status, a few header fields, the body. Reused; one thread at a time. */
final class Answer {
    private static final int MOST_BYTES = 16 << 20;

    private byte[] bytes = new byte[16 << 10];
    private int size;
    private int bodyBegin;
    private int bodyLength;
    private int status;
    private boolean closes;
    private boolean retryAfter;
    private @Nullable String body;

    /** Forgets everything. */
    void clear() {
        size = 0;
        bodyBegin = -1;
        bodyLength = 0;
        status = 0;
        closes = false;
        retryAfter = false;
        body = null;
    }

    /** Makes room for {@code count} more bytes and returns the array to put them at {@link #size()}. */
    byte[] room(int count) {
        if (size + count > MOST_BYTES) {
            throw new IllegalStateException("an answer of more than " + MOST_BYTES + " bytes");
        }
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + count, 2 * bytes.length));
        }
        return bytes;
    }

    int size() {
        return size;
    }

    /**
     * Takes note of bytes that were put into {@link #room}.
     *
     * @return whether the answer is there in full
     * @throws IllegalStateException when it is no HTTP/1.1 answer of a known length
     */
    boolean arrived(int count) {
        int from = Math.max(0, size - 3);
        size += count;
        if (bodyBegin < 0) {
            int end = endOfHead(from);
            if (end < 0) {
                return false;
            }
            bodyBegin = end;
            readHead(new String(bytes, 0, end, StandardCharsets.ISO_8859_1));
        }
        if (size > bodyBegin + bodyLength) {
            throw new IllegalStateException("more bytes than the answer's Content-Length");
        }
        return size == bodyBegin + bodyLength;
    }

    private int endOfHead(int from) {
        for (int i = from; i + 3 < size; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private void readHead(String head) {
        if (!head.startsWith("HTTP/1.1 ")
                || head.length() < 13
                || (head.charAt(12) != ' ' && head.charAt(12) != '\r')) {
            throw new IllegalStateException(
                    "no HTTP/1.1 answer: " + head.lines().findFirst().orElse(""));
        }
        status = Integer.parseInt(head, 9, 12, 10);
        bodyLength = -1;
        int begin = head.indexOf("\r\n") + 2;
        for (int end = head.indexOf("\r\n", begin); end > begin; end = head.indexOf("\r\n", begin)) {
            int colon = head.indexOf(':', begin);
            if (colon > begin && colon < end) {
                field(
                        head.substring(begin, colon),
                        head.substring(colon + 1, end).strip());
            }
            begin = end + 2;
        }
        if (bodyLength < 0) {
            throw new IllegalStateException("an answer without Content-Length");
        }
    }

    private void field(String name, String value) {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "content-length" -> bodyLength = Integer.parseInt(value);
            case "connection" -> closes = value.equalsIgnoreCase("close");
            case "retry-after" -> retryAfter = true;
            default -> {}
        }
    }

    int status() {
        return status;
    }

    /** Returns whether the server closes the connection after it. */
    boolean closes() {
        return closes;
    }

    /** Returns whether it says when to come again. */
    boolean retryAfter() {
        return retryAfter;
    }

    /** Returns the body, as bytes that are characters. */
    String body() {
        if (body == null) {
            body = new String(bytes, bodyBegin, bodyLength, StandardCharsets.ISO_8859_1);
        }
        return body;
    }
}
