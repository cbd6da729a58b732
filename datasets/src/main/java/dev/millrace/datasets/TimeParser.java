package dev.millrace.datasets;

import static java.time.format.DateTimeFormatter.BASIC_ISO_DATE;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE;

import dev.millrace.cascade.feature.Field;
import dev.millrace.datasets.RejectedRow.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the timestamps of one column: epoch seconds, milliseconds, microseconds or nanoseconds, or a time of the
 * calendar, decided by the first value that is one of them. A time of the calendar is ISO-8601, also with spaces,
 * without minutes or with slashes, or {@code Tue Apr 03 18:00:09 +0000 2012}. Dates that do not begin with the year are
 * none: which number is the day is not said. One thread at a time.
 *
 * <p>Eight digits that begin with 19 or 20 are a day, {@code 20260301}, where they come first, though they may be
 * seconds that count from a start of their own. What follows would then be seconds as well, mostly with other digits:
 * those rows are rejected, which is noticed, where days taken for seconds of the year 1970 would not be.
 *
 * <p>A number below 10^11 is seconds (until the year 5138), from there on milliseconds (since 1973), from 10^14 on
 * microseconds and from 10^17 on nanoseconds, both since 1973 too. A later number that leaves 1970 to 2100 in the
 * decided unit is absurd. A number that begins with a zero is none: it is a month and a day, or a time of day.
 */
final class TimeParser {
    private static final long END = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
    private static final double FIRST_MILLIS = 1e11;
    private static final double FIRST_MICROS = 1e14;
    private static final double FIRST_NANOS = 1e17;
    private static final Pattern YEAR_LAST = Pattern.compile("\\d{1,2}[/.-]\\d{1,2}[/.-]\\d{2,4}(\\D.*)?");
    private static final DateTimeFormatter YEAR_AT_END =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss Z uuuu", Locale.ENGLISH);

    private @Nullable Unit unit;
    private String first = "";

    /** How a column states time. */
    enum Unit {
        SECONDS("epoch seconds", 1e3),
        MILLIS("epoch milliseconds", 1),
        MICROS("epoch microseconds", 1e-3),
        NANOS("epoch nanoseconds", 1e-6),
        ISO("ISO-8601", Double.NaN);

        private final String label;
        private final double inMillis;

        Unit(String label, double inMillis) {
            this.label = label;
            this.inMillis = inMillis;
        }

        static Unit of(double number) {
            if (number < FIRST_MILLIS) {
                return SECONDS;
            }
            return number < FIRST_MICROS ? MILLIS : number < FIRST_NANOS ? MICROS : NANOS;
        }

        String label() {
            return label;
        }
    }

    /**
     * Returns a parser for a column of a table; where the file itself says it holds instants, they are milliseconds.
     */
    static TimeParser of(Rows rows, int column) {
        TimeParser parser = new TimeParser();
        if (column >= 0 && rows.declaredType(column).equals(Optional.of(Field.Type.INSTANT))) {
            parser.unit = Unit.MILLIS;
        }
        return parser;
    }

    /** Returns the unit decided on, or null before the first value. */
    @Nullable
    Unit unit() {
        return unit;
    }

    /** Returns milliseconds since 1970-01-01T00:00Z. */
    long parse(String text) throws RowException {
        if (text.isEmpty()) {
            throw new RowException(Reason.MISSING_TIME, "");
        }
        boolean epoch = unit != null && unit != Unit.ISO;
        return numeric(text) && (epoch || !day(text)) ? number(text) : iso(text);
    }

    /** Returns whether a text looks like a day without hyphens, {@code 20260301}; as seconds it were in August 1970. */
    private static boolean day(String text) {
        return text.length() == 8
                && (text.startsWith("19") || text.startsWith("20"))
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean numeric(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean sign = (c == '-' || c == '+') && (i == 0 || Character.toLowerCase(text.charAt(i - 1)) == 'e');
            if (!(c >= '0' && c <= '9') && c != '.' && c != 'e' && c != 'E' && !sign) {
                return false;
            }
        }
        return true;
    }

    private long number(String text) throws RowException {
        double number = numberOf(text);
        Unit is = unit;
        if (is == null) {
            is = Unit.of(number);
        } else if (is == Unit.ISO) {
            throw other(text, is);
        }
        double millis = number * is.inMillis;
        if (!(millis >= 0 && millis < END)) {
            throw new RowException(Reason.ABSURD_TIME, text + " (expected: " + is.label() + " between 1970 and 2100)");
        }
        decide(is, text);
        return Math.round(millis);
    }

    private static double numberOf(String text) throws RowException {
        if (text.length() > 1 && text.charAt(0) == '0' && text.charAt(1) != '.') {
            throw unparsable(text);
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw unparsable(text);
        }
    }

    private long iso(String text) throws RowException {
        if (unit != null && unit != Unit.ISO) {
            throw other(text, unit);
        }
        long millis = millis(text);
        if (millis < 0 || millis >= END) {
            throw new RowException(Reason.ABSURD_TIME, text + " (expected: between 1970 and 2100)");
        }
        decide(Unit.ISO, text);
        return millis;
    }

    private long millis(String text) throws RowException {
        try {
            return isoMillis(text);
        } catch (RowException e) {
            throw unit == null ? e : other(text, unit);
        }
    }

    private void decide(Unit is, String text) {
        if (unit == null) {
            first = text;
        }
        unit = is;
    }

    private RowException other(String text, Unit decided) {
        String by = first.isEmpty() ? "" : ", as the first, '" + first + "'";
        return new RowException(Reason.BAD_TIME, "'" + text + "' (expected: " + decided.label() + by + ")");
    }

    /** Reads a date, or a date and a time with or without an offset; without one it is UTC. */
    static long isoMillis(String text) throws RowException {
        try {
            if (!text.isEmpty() && Character.isLetter(text.charAt(0))) {
                return OffsetDateTime.parse(text, YEAR_AT_END).toInstant().toEpochMilli();
            }
            String iso = spelledOut(text);
            if (iso.length() == 10 || day(iso)) {
                return LocalDate.parse(iso, iso.length() == 10 ? ISO_LOCAL_DATE : BASIC_ISO_DATE)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .toEpochMilli();
            }
            int sign = Math.max(iso.indexOf('+'), iso.lastIndexOf('-'));
            return iso.endsWith("Z") || sign > 10
                    ? OffsetDateTime.parse(withMinutes(iso, sign)).toInstant().toEpochMilli()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw unparsable(text);
        }
    }

    /** Returns a time with hyphens for slashes, T for a space, Z for UTC and minutes where there are hours alone. */
    private static String spelledOut(String text) {
        String iso = text.length() >= 10 && text.charAt(4) == '/' && text.charAt(7) == '/'
                ? text.substring(0, 4) + "-" + text.substring(5, 7) + "-" + text.substring(8)
                : text;
        if (iso.length() > 10 && iso.charAt(10) == ' ') {
            iso = iso.substring(0, 10) + "T" + iso.substring(11);
        }
        if (iso.endsWith(" UTC")) {
            iso = iso.substring(0, iso.length() - 4) + "Z";
        }
        return (iso.length() == 13 ? iso + ":00" : iso).replace(" +", "+").replace(" -", "-");
    }

    /** Returns the time with an offset of hours alone or without a colon, {@code +02} or {@code +0200}, written out. */
    private static String withMinutes(String iso, int sign) {
        return switch (iso.length() - sign) {
            case 3 -> iso + ":00";
            case 5 -> iso.substring(0, sign + 3) + ":" + iso.substring(sign + 3);
            default -> iso;
        };
    }

    private static RowException unparsable(String text) {
        String expected = YEAR_LAST.matcher(text).matches()
                ? "the year first, as in 2026-01-31: this does not say which number is the day"
                : "epoch seconds, milliseconds, microseconds or nanoseconds, or ISO-8601";
        return new RowException(Reason.BAD_TIME, "'" + text + "' (expected: " + expected + ")");
    }
}
