package dev.millrace.cascade.filter;

import dev.millrace.cascade.feature.Field;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Turns the words of an expression into values of a field's type. A date stands for its whole day, UTC: as a value for
 * any time of it, as an included end for up to its last millisecond. Immutable.
 */
final class ValueReader {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern MILLIS = Pattern.compile("-?\\d{1,18}");
    private static final Pattern YEAR = Pattern.compile("\\d{4}");
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final FilterParser.Analysis analysis;

    ValueReader(FilterParser.Analysis analysis) {
        this.analysis = analysis;
    }

    /** One end of a range; a {@code *} leaves it open. */
    record End(Token token, boolean included) {
        boolean open() {
            return token.kind() == Token.Kind.STAR;
        }
    }

    private record Span(long from, long to) {}

    Clause.Leaf equal(Field field, Token value) {
        return switch (field.type()) {
            case KEYWORD -> {
                refuseColon(field, value);
                yield new Clause.Keyword(field.name(), value.text());
            }
            case TEXT -> {
                refuseColon(field, value);
                yield new Clause.Words(field.name(), words(field, value));
            }
            case NUMBER -> {
                double number = number(field, value);
                yield new Clause.Numbers(field.name(), number, number);
            }
            case INSTANT -> {
                Span span = span(field, value);
                yield new Clause.Instants(field.name(), span.from(), span.to());
            }
        };
    }

    Clause.Leaf range(Field field, End lower, End upper) {
        if (lower.open() && upper.open()) {
            return new Clause.Present(field.name());
        }
        return switch (field.type()) {
            case KEYWORD, TEXT ->
                throw FilterParser.error(
                        lower.token(),
                        "field " + field.name() + " has no order (expected: a range over a number or instant field, or "
                                + field.name() + ":[* TO *] for items that have a value)");
            case NUMBER -> {
                double from = lower.open() ? Double.NEGATIVE_INFINITY : number(field, lower.token());
                double to = upper.open() ? Double.POSITIVE_INFINITY : number(field, upper.token());
                yield new Clause.Numbers(
                        field.name(),
                        lower.included() || lower.open() ? from : Math.nextUp(from),
                        upper.included() || upper.open() ? to : Math.nextDown(to));
            }
            case INSTANT -> new Clause.Instants(field.name(), from(field, lower), to(field, upper));
        };
    }

    private static long from(Field field, End lower) {
        if (lower.open()) {
            return Long.MIN_VALUE;
        }
        Span span = span(field, lower.token());
        return lower.included() ? span.from() : span.to() + 1;
    }

    private static long to(Field field, End upper) {
        if (upper.open()) {
            return Long.MAX_VALUE;
        }
        Span span = span(field, upper.token());
        return upper.included() ? span.to() : span.from() - 1;
    }

    private List<String> words(Field field, Token value) {
        List<String> words = analysis.words(value.text());
        if (words.isEmpty()) {
            throw FilterParser.error(value, value.shown() + " has no word to look for in field " + field.name());
        }
        return words;
    }

    private static double number(Field field, Token value) {
        if (!NUMBER.matcher(value.text()).matches()) {
            throw FilterParser.error(
                    value, field.name() + ": " + value.shown() + " is no number (expected: such as 20, -1.5 or 1e6)");
        }
        double number = Double.parseDouble(value.text());
        if (Double.isInfinite(number)) {
            throw FilterParser.error(value, field.name() + ": " + value.shown() + " is beyond the range of a double");
        }
        return number + 0.0; // -0 is 0
    }

    private static Span span(Field field, Token value) {
        String text = value.text();
        try {
            if (DATE.matcher(text).matches()) {
                long start = LocalDate.parse(text)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .toEpochMilli();
                return new Span(start, start + DAY - 1);
            }
            if (MILLIS.matcher(text).matches() && !YEAR.matcher(text).matches()) {
                long millis = Long.parseLong(text);
                return new Span(millis, millis);
            }
            long millis = OffsetDateTime.parse(text).toInstant().toEpochMilli();
            return new Span(millis, millis);
        } catch (DateTimeException | ArithmeticException e) {
            throw FilterParser.error(
                    value,
                    field.name() + ": " + value.shown() + " is no point in time (expected: 2026-01-31,"
                            + " 2026-01-31T12:00:00Z or milliseconds since 1970)");
        }
    }

    private static void refuseColon(Field field, Token value) {
        if (value.kind() == Token.Kind.TERM && value.colon()) {
            throw FilterParser.error(
                    value,
                    value.shown() + ": a ':' inside a value of field " + field.name()
                            + " (expected: quotes around the value, or \\:)");
        }
    }
}
