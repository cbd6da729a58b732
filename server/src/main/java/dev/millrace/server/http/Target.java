package dev.millrace.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The target of a request, decoded. Immutable.
 *
 * @param segments the parts of the path between slashes, percent-decoded: a decoded slash does not separate
 * @param query the parameters, percent-decoded
 */
record Target(List<String> segments, Map<String, String> query) {
    Target {
        segments = List.copyOf(segments);
        query = Map.copyOf(query);
    }

    /** Reads a request target in origin form or, as proxies send it, absolute form. */
    static Target parse(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= 0x20 || c >= 0x7f || c == '#') {
                throw bad("character " + Integer.toHexString(c)
                        + " (hexadecimal) in the request target (expected: percent-encoding)");
            }
        }
        String path = origin(target);
        int mark = path.indexOf('?');
        List<String> segments = new ArrayList<>(4);
        for (String part :
                (mark < 0 ? path : path.substring(0, mark)).substring(1).split("/", -1)) {
            segments.add(decode(part, false));
        }
        return new Target(segments, mark < 0 ? Map.of() : query(path.substring(mark + 1)));
    }

    private static String origin(String target) {
        String lower = target.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            int slash = target.indexOf('/', target.indexOf("//") + 2);
            return slash < 0 ? "/" : target.substring(slash);
        }
        if (!target.startsWith("/")) {
            throw bad("request target '" + Problem.shown(target) + "' (expected: a path that starts with /)");
        }
        return target;
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            if (query.put(name, value) != null) {
                throw Problem.parameter(Problem.shown(name), "query parameter is there twice")
                        .exception();
            }
        }
        return query;
    }

    private static String decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = digit(text, i + 1);
                int low = digit(text, i + 2);
                if (high < 0 || low < 0) {
                    throw bad("'" + Problem.shown(text) + "' (expected: two hexadecimal digits after %)");
                }
                bytes[size++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[size++] = (byte) (c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, size))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad("'" + Problem.shown(text) + "' (expected: percent-encoded UTF-8)");
        }
    }

    private static int digit(String text, int at) {
        return at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
    }

    private static ProblemException bad(String detail) {
        return Problem.of(HttpResponseStatus.BAD_REQUEST, detail).exception();
    }
}
