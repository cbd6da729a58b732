package dev.millrace.server.http;

import dev.millrace.server.admission.Priority;
import dev.millrace.server.config.RequestConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a body says of its priority and budget, seen in one pass over its bytes, so that a request can be refused before
 * it is read. Letters may be escaped, as JSON lets them be. What does not look as it should is as if it was not there:
 * reading refuses it later. One instance looks at one body.
 */
final class Glance {
    private static final byte[] PRIORITY = "priority".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIMEOUT = "timeoutMs".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_DIGITS = 9;
    private static final int ESCAPED_BYTES = 6;

    private final byte[] body;
    private int at;

    private Glance(byte[] body) {
        this.body = body;
    }

    /** What was seen. Immutable. */
    record Seen(Priority priority, Duration timeout) {}

    static Seen at(byte[] body, RequestConfig defaults) {
        return new Glance(body).look(defaults);
    }

    private Seen look(RequestConfig defaults) {
        Priority priority = Priority.DEFAULT;
        Duration timeout = defaults.timeout();
        int depth = 0;
        while (at < body.length) {
            byte b = body[at++];
            if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            } else if (b == '"') {
                int from = at;
                skipString();
                int to = at - 1;
                if (depth == 1 && is(PRIORITY, from, to) && colon()) {
                    priority = priority(priority);
                } else if (depth == 1 && is(TIMEOUT, from, to) && colon()) {
                    timeout = timeout(timeout, defaults.maxTimeout());
                }
            }
        }
        return new Seen(priority, timeout);
    }

    /** Moves behind the closing quote of the string that begins here. */
    private void skipString() {
        while (at < body.length && body[at] != '"') {
            at += body[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    /** Whether a string says a word of letters; among JSON's escapes only those by number give letters. */
    private boolean is(byte[] word, int from, int to) {
        if (to > body.length) {
            return false;
        }
        int next = from;
        for (byte letter : word) {
            if (next < to && body[next] == letter) {
                next++;
            } else if (to - next >= ESCAPED_BYTES && escaped(next) == letter) {
                next += ESCAPED_BYTES;
            } else {
                return false;
            }
        }
        return next == to;
    }

    /** Returns the character that an escape by number stands for, or -1 where there is none. */
    private int escaped(int from) {
        if (body[from] != '\\' || body[from + 1] != 'u') {
            return -1;
        }
        int character = 0;
        for (int i = from + 2; i < from + ESCAPED_BYTES; i++) {
            int digit = Character.digit(body[i], 16);
            if (digit < 0) {
                return -1;
            }
            character = 16 * character + digit;
        }
        return character;
    }

    private boolean colon() {
        skipSpace();
        if (at < body.length && body[at] == ':') {
            at++;
            skipSpace();
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < body.length && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
            at++;
        }
    }

    private Priority priority(Priority otherwise) {
        if (at < body.length && body[at] == '"') {
            int from = ++at;
            skipString();
            for (Priority each : Priority.values()) {
                if (is(each.label().getBytes(StandardCharsets.US_ASCII), from, at - 1)) {
                    return each;
                }
            }
        }
        return otherwise;
    }

    private Duration timeout(Duration otherwise, Duration most) {
        long millis = 0;
        int from = at;
        while (at < body.length && at - from < MAX_DIGITS && body[at] >= '0' && body[at] <= '9') {
            millis = 10 * millis + body[at++] - '0';
        }
        boolean whole = at < body.length && !partOfNumber(body[at]);
        return !whole || millis < 1 || millis > most.toMillis() ? otherwise : Duration.ofMillis(millis);
    }

    /** Whether a number goes on: {@code 1e3} is not a timeout of 1. */
    private static boolean partOfNumber(byte b) {
        return (b >= '0' && b <= '9') || b == '.' || b == 'e' || b == 'E';
    }
}
