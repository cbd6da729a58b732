package dev.millrace.edge.sync;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header field in which a server says when to come back: in seconds, or a date (RFC 9110, 10.2.3). Stateless. */
final class RetryAfter {
    private static final Duration MOST = Duration.ofSeconds(999_999_999);

    private RetryAfter() {}

    /** Returns how long that is from now on, none for a date that is past, or null where it cannot be understood. */
    static @Nullable Duration read(String value, Instant now) {
        if (value.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
            Duration left = Duration.between(now, then);
            return left.isNegative() ? Duration.ZERO : left.compareTo(MOST) > 0 ? MOST : left;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
