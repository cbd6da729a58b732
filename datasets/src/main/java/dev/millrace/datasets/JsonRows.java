package dev.millrace.datasets;

import dev.millrace.cascade.feature.Field;
import dev.millrace.datasets.RejectedRow.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Rows of JSON lines, an object a line, every value as text: lists joined with U+001F, null as missing. The columns are
 * the names that have a value in the first {@value #SAMPLE} lines. Objects, and lists with objects or lists in them,
 * are no values.
 */
final class JsonRows implements Rows {
    private static final int SAMPLE = 1000;
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Path file;
    private final Lines lines;
    private final Columns columns;
    private final ImportLog log;
    private final Map<String, String> fields = new HashMap<>();
    private long emptyLines;

    private JsonRows(Path file, Lines lines, Columns columns, ImportLog log) {
        this.file = file;
        this.lines = lines;
        this.columns = columns;
        this.log = log;
    }

    /**
     * What the first lines say.
     *
     * @param names the names with values
     * @param lists those that have lists
     * @param others the names without values
     */
    private record Columns(List<String> names, Set<String> lists, Set<String> others) {}

    /** Returns whether a text begins like an object. */
    static boolean begins(String text) {
        return text.stripLeading().startsWith("{") || text.startsWith("\ufeff{");
    }

    /** Returns the names that have values in the first lines; empty where the file is no JSON lines. */
    static List<String> columns(Path file) throws IOException {
        return probe(file).names();
    }

    /** Opens a file. */
    static JsonRows open(Path file, ImportLog log) throws IOException {
        Columns columns = probe(file);
        if (!columns.others().isEmpty()) {
            log.note(file + ": not read, for they hold objects or nothing: "
                    + TableColumns.listed(List.copyOf(columns.others())));
        }
        return new JsonRows(file, Lines.open(file), columns, log);
    }

    private static Columns probe(Path file) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        Set<String> lists = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        try (Lines lines = Lines.open(file)) {
            for (int i = 0; i < SAMPLE && lines.next(); i++) {
                Map<String, String> fields = new LinkedHashMap<>();
                try {
                    read(lines.text(), fields, lists);
                } catch (JacksonException | RowException e) {
                    continue;
                }
                fields.forEach((name, text) -> (text.isEmpty() ? others : names).add(name));
            }
        } catch (DataException e) {
            // Cut short or a line too long: what stands before says what it is, and who reads on is told.
        }
        others.removeAll(names);
        return new Columns(List.copyOf(names), lists, others);
    }

    /** Reads the object of a line; what has no value is empty. */
    private static void read(String line, Map<String, String> fields, Set<String> lists) throws RowException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RowException(Reason.BAD_JSON, "(expected: an object a line)");
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                boolean list = parser.nextToken() == JsonToken.START_ARRAY;
                String text = list ? list(parser) : scalar(parser);
                if (list && !text.isEmpty()) {
                    lists.add(name);
                }
                fields.put(name, text.strip());
            }
            if (parser.nextToken() != null) {
                throw new RowException(Reason.BAD_JSON, "more behind the object (expected: an object a line)");
            }
        }
    }

    private static String scalar(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NULL
                || parser.currentToken().isStructStart()) {
            parser.skipChildren();
            return "";
        }
        return parser.getString();
    }

    private static String list(JsonParser parser) {
        List<String> elements = new ArrayList<>();
        boolean flat = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            flat &= !parser.currentToken().isStructStart();
            elements.add(scalar(parser));
        }
        return flat ? String.join(String.valueOf(BETWEEN), elements) : "";
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public List<String> header() {
        return columns.names();
    }

    @Override
    public boolean next() throws IOException {
        while (lines.next()) {
            if (lines.text().isBlank()) {
                emptyLines++;
                continue;
            }
            try {
                fields.clear();
                if (!lines.valid()) {
                    throw new RowException(Reason.INVALID_UTF8, "(expected: a file in UTF-8)");
                }
                read(lines.text(), fields, new LinkedHashSet<>());
                return true;
            } catch (JacksonException e) {
                log.reject(file, lines.number(), Reason.BAD_JSON, reason(e));
            } catch (RowException e) {
                log.reject(file, lines.number(), e.reason(), e.detail());
            }
        }
        if (emptyLines > 0) {
            log.note(file + ": " + emptyLines + " empty lines passed over");
            emptyLines = 0;
        }
        return false;
    }

    /** Returns what is wrong, without the place within a text that the library does not have. */
    private static String reason(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        int place = message.indexOf(" (start marker at");
        return place < 0 ? message : message.substring(0, place);
    }

    @Override
    public long line() {
        return lines.number();
    }

    @Override
    public String field(int column) {
        return fields.getOrDefault(columns.names().get(column), "");
    }

    @Override
    public Optional<Field.Type> declaredType(int column) {
        return columns.lists().contains(columns.names().get(column))
                ? Optional.of(Field.Type.KEYWORD)
                : Optional.empty();
    }

    /** A string is one value, whatever stands in it: several are a list. */
    @Override
    public char keywordSeparator(int column) {
        return BETWEEN;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
