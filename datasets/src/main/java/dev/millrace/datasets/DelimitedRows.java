package dev.millrace.datasets;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a CSV file (RFC 4180): fields between separators, quoted where they hold a separator, a quote (doubled) or an
 * end of line.
 *
 * <p>A quote that is never closed would swallow the rest of the file. Here a row spans at most {@value #LONGEST_ROW}
 * lines; where the quote is not closed by then, only the line it stands on is rejected and reading goes on with the
 * next. That is why the file is split here and not by a CSV library, see ADR 0030.
 */
final class DelimitedRows implements Rows {
    private static final int LONGEST_ROW = 50;

    private final Path file;
    private final Lines lines;
    private final char separator;
    private final ImportLog log;
    private final Deque<Line> ahead = new ArrayDeque<>();
    private final List<String> fields = new ArrayList<>();
    private List<String> header = List.of();
    private long line;
    private long emptyLines;

    private record Line(long number, String text, boolean valid) {}

    private DelimitedRows(Path file, Lines lines, char separator, ImportLog log) {
        this.file = file;
        this.lines = lines;
        this.separator = separator;
        this.log = log;
    }

    /** Opens a file and reads its header; the separator is the one of comma, semicolon and tab it has most of. */
    static DelimitedRows open(Path file, Charset charset, ImportLog log) throws IOException {
        Lines lines = Lines.open(file, charset);
        try {
            if (!lines.next()) {
                throw new DataException(file + ": is empty (expected: a header line)");
            }
            if (!lines.valid()) {
                throw new DataException(file + ":1: the header is not valid UTF-8");
            }
            DelimitedRows rows = new DelimitedRows(file, lines, separator(lines.text()), log);
            if (!rows.split(lines.text())) {
                throw new DataException(file + ":1: unbalanced quote in the header");
            }
            rows.header = rows.fields.stream().map(String::strip).toList();
            return rows;
        } catch (RuntimeException | IOException e) {
            lines.close();
            throw e;
        }
    }

    /** Returns the column names in a header line, empty where it is none. */
    static List<String> header(String line) {
        List<String> names = new ArrayList<>();
        return split(line, separator(line), names)
                ? names.stream().map(String::strip).toList()
                : List.of();
    }

    private static char separator(String header) {
        char best = ',';
        long most = 0;
        for (char candidate : new char[] {',', ';', '\t'}) {
            long count = header.chars().filter(c -> c == candidate).count();
            if (count > most) {
                most = count;
                best = candidate;
            }
        }
        return best;
    }

    @Override
    public boolean next() throws IOException {
        for (Line first = take(); first != null; first = take()) {
            line = first.number();
            if (first.text().isBlank()) {
                emptyLines++;
            } else if (read(first)) {
                if (fields.size() == header.size()) {
                    return true;
                }
                log.reject(
                        file,
                        line,
                        RejectedRow.Reason.COLUMN_COUNT,
                        fields.size() + " (expected: " + header.size() + ")");
            }
        }
        if (emptyLines > 0) {
            log.note(file + ": " + emptyLines + " empty lines passed over");
            emptyLines = 0;
        }
        return false;
    }

    private @Nullable Line take() throws IOException {
        if (!ahead.isEmpty()) {
            return ahead.poll();
        }
        return lines.next() ? new Line(lines.number(), lines.text(), lines.valid()) : null;
    }

    /** Splits a row that begins with a line, taking more lines while a quote is open; false when it was rejected. */
    private boolean read(Line first) throws IOException {
        if (!first.valid()) {
            log.reject(file, line, RejectedRow.Reason.INVALID_UTF8, "(expected: a file in UTF-8)");
            return false;
        }
        if (split(first.text())) {
            return true;
        }
        List<Line> more = new ArrayList<>();
        StringBuilder text = new StringBuilder(first.text());
        while (more.size() < LONGEST_ROW - 1) {
            Line next = take();
            if (next == null || !next.valid()) {
                if (next != null) {
                    more.add(next);
                }
                break;
            }
            more.add(next);
            text.append('\n').append(next.text());
            if (split(text.toString())) {
                return true;
            }
        }
        for (int i = more.size() - 1; i >= 0; i--) {
            ahead.addFirst(more.get(i));
        }
        log.reject(file, line, RejectedRow.Reason.OPEN_QUOTE, "the quote is not closed");
        return false;
    }

    private boolean split(String text) {
        fields.clear();
        return split(text, separator, fields);
    }

    /** Splits text into fields; false when a quote is open at its end. */
    private static boolean split(String text, char separator, List<String> fields) {
        int at = 0;
        while (true) {
            int end;
            if (at < text.length() && text.charAt(at) == '"') {
                StringBuilder field = new StringBuilder();
                end = quoted(text, at + 1, field);
                if (end < 0) {
                    return false;
                }
                int separatorAt = separatorFrom(text, separator, end);
                fields.add(field.append(text, end, separatorAt).toString());
                end = separatorAt;
            } else {
                end = separatorFrom(text, separator, at);
                fields.add(text.substring(at, end));
            }
            if (end == text.length()) {
                return true;
            }
            at = end + 1;
        }
    }

    private static int separatorFrom(String text, char separator, int from) {
        int at = text.indexOf(separator, from);
        return at < 0 ? text.length() : at;
    }

    /** Appends a quoted field; returns the position after its closing quote, or -1 when there is none. */
    private static int quoted(String text, int from, StringBuilder field) {
        int at = from;
        while (true) {
            int quote = text.indexOf('"', at);
            if (quote < 0) {
                return -1;
            }
            field.append(text, at, quote);
            if (quote + 1 < text.length() && text.charAt(quote + 1) == '"') {
                field.append('"');
                at = quote + 2;
            } else {
                return quote + 1;
            }
        }
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public List<String> header() {
        return header;
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public String field(int column) {
        return fields.get(column).strip();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
