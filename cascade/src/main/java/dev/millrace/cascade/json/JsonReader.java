package dev.millrace.cascade.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object (RFC 8259), strictly: no comments, no trailing commas, no repeated members, no text after the
 * end, at most {@value #MAX_DEPTH} levels.
 */
public final class JsonReader {
    private static final int MAX_DEPTH = 32;

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /** Parses {@code text}; throws {@link JsonException} that names the position when it is not one JSON object. */
    public static JsonObject parse(String text) {
        JsonReader reader = new JsonReader(text);
        reader.space();
        if (!(reader.value() instanceof JsonObject object)) {
            throw new JsonException("(expected: a JSON object)");
        }
        reader.space();
        if (reader.at < text.length()) {
            throw reader.unexpected("the end");
        }
        return object;
    }

    private @Nullable Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private JsonObject object() {
        enter();
        JsonObject object = new JsonObject();
        Set<String> names = new HashSet<>();
        at++;
        space();
        if (peek() != '}') {
            do {
                space();
                if (peek() != '"') {
                    throw unexpected("a member name");
                }
                String name = string();
                if (!names.add(name)) {
                    throw new JsonException(name + ": repeated at position " + at);
                }
                space();
                expect(':');
                space();
                Object value = value();
                if (value != null) {
                    object.put(name, value);
                }
                space();
            } while (accept(','));
        }
        expect('}');
        depth--;
        return object;
    }

    private List<Object> list() {
        enter();
        List<Object> list = new ArrayList<>();
        at++;
        space();
        if (peek() != ']') {
            do {
                space();
                Object value = value();
                if (value == null) {
                    throw unexpected("no null in an array");
                }
                list.add(value);
                space();
            } while (accept(','));
        }
        expect(']');
        depth--;
        return list;
    }

    private String string() {
        at++;
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                return out.toString();
            }
            if (c < 0x20) {
                throw unexpected("no control character in a string");
            }
            out.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw unexpected("an escape");
        };
    }

    private char unicode() {
        if (at + 4 > text.length()) {
            throw unexpected("four hexadecimal digits");
        }
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = text.charAt(at + i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw unexpected("four hexadecimal digits");
            }
            code = code << 4 | digit;
        }
        at += 4;
        return (char) code;
    }

    private Double number() {
        int start = at;
        accept('-');
        if (!accept('0')) {
            digits();
        }
        if (accept('.')) {
            digits();
        }
        if (accept('e') || accept('E')) {
            if (!accept('+')) {
                accept('-');
            }
            digits();
        }
        double number = Double.parseDouble(text.substring(start, at));
        if (Double.isInfinite(number)) {
            throw unexpected("a number within the range of a double");
        }
        return number;
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw unexpected("a digit");
        }
    }

    private @Nullable Object literal(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw unexpected("a value");
        }
        at += word.length();
        return value;
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw unexpected("at most " + MAX_DEPTH + " levels");
        }
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw new JsonException("ends too early at position " + at);
        }
        return text.charAt(at);
    }

    private boolean accept(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw unexpected("'" + c + "'");
        }
        at++;
    }

    private JsonException unexpected(String expected) {
        return new JsonException("position " + at + " (expected: " + expected + ")");
    }
}
