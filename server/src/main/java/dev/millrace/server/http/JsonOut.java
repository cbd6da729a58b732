package dev.millrace.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON as UTF-8 into a growing array. One thread at a time.
 *
 * <p>It trusts its caller to nest correctly and puts the commas itself: a value or name is preceded by one unless it
 * follows an opening bracket or a name.
 */
final class JsonOut {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int size;
    private boolean first = true;

    JsonOut(int capacity) {
        bytes = new byte[capacity];
    }

    JsonOut beginObject() {
        return open('{');
    }

    JsonOut endObject() {
        return close('}');
    }

    JsonOut beginArray() {
        return open('[');
    }

    JsonOut endArray() {
        return close(']');
    }

    /** Writes the name of the next value, which needs no escaping. */
    JsonOut name(String name) {
        string(name);
        put(':');
        first = true;
        return this;
    }

    JsonOut bool(boolean value) {
        separate();
        return ascii(value ? "true" : "false");
    }

    JsonOut number(long value) {
        separate();
        return ascii(Long.toString(value));
    }

    /** Writes a finite number; throws {@link IllegalArgumentException} for another one. */
    JsonOut number(float value) {
        checkFinite(value);
        separate();
        return ascii(Float.toString(value));
    }

    /** Writes a finite number, a whole one without a fraction; throws as {@link #number(float)}. */
    JsonOut number(double value) {
        checkFinite(value);
        separate();
        return ascii(
                value == Math.rint(value) && Math.abs(value) < 1e15
                        ? Long.toString((long) value)
                        : Double.toString(value));
    }

    private static void checkFinite(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("number: " + value + " (expected: finite)");
        }
    }

    /** Writes nanoseconds as milliseconds with up to three decimals. */
    JsonOut millis(long nanos) {
        long micros = nanos / 1000;
        separate();
        ascii(Long.toString(micros / 1000));
        int rest = (int) (micros % 1000);
        if (rest != 0) {
            put('.');
            put('0' + rest / 100);
            if (rest % 100 != 0) {
                put('0' + rest / 10 % 10);
                if (rest % 10 != 0) {
                    put('0' + rest % 10);
                }
            }
        }
        return this;
    }

    /** Writes a document that is JSON already. */
    JsonOut raw(String json) {
        separate();
        byte[] utf8 = json.strip().getBytes(StandardCharsets.UTF_8);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
        return this;
    }

    JsonOut strings(Iterable<String> values) {
        beginArray();
        for (String value : values) {
            string(value);
        }
        return endArray();
    }

    JsonOut string(String value) {
        separate();
        room(value.length() * 6 + 2);
        bytes[size++] = '"';
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                character(c);
            } else if (c < 0x800) {
                bytes[size++] = (byte) (0xc0 | (c >> 6));
                bytes[size++] = (byte) (0x80 | (c & 0x3f));
            } else if (i + 1 < value.length() && Character.isSurrogatePair(c, value.charAt(i + 1))) {
                supplementary(Character.toCodePoint(c, value.charAt(++i)));
            } else if (Character.isSurrogate(c)) {
                escape(c);
            } else {
                bytes[size++] = (byte) (0xe0 | (c >> 12));
                bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                bytes[size++] = (byte) (0x80 | (c & 0x3f));
            }
        }
        bytes[size++] = '"';
        return this;
    }

    private void character(char c) {
        if (c == '"' || c == '\\') {
            bytes[size++] = '\\';
            bytes[size++] = (byte) c;
        } else if (c < 0x20 || c == 0x7f) {
            escape(c);
        } else {
            bytes[size++] = (byte) c;
        }
    }

    private void supplementary(int codePoint) {
        bytes[size++] = (byte) (0xf0 | (codePoint >> 18));
        bytes[size++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
        bytes[size++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
        bytes[size++] = (byte) (0x80 | (codePoint & 0x3f));
    }

    private void escape(char c) {
        bytes[size++] = '\\';
        bytes[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[size++] = HEX[(c >> shift) & 15];
        }
    }

    private JsonOut open(char bracket) {
        separate();
        put(bracket);
        first = true;
        return this;
    }

    private JsonOut close(char bracket) {
        put(bracket);
        first = false;
        return this;
    }

    private void separate() {
        if (!first) {
            put(',');
        }
        first = false;
    }

    private JsonOut ascii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
        return this;
    }

    private void put(int c) {
        room(1);
        bytes[size++] = (byte) c;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }

    /** Returns what was written. */
    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
