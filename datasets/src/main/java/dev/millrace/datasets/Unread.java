package dev.millrace.datasets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Says which files of a folder are not read, and why. Stateless and thread-safe. */
final class Unread {
    /** What a file of events needs. */
    static final String EXPECTED = "expected: a first line that names the columns, userId and itemId among them; add it"
            + " where there is none; other formats are in docs/data.md";

    private static final int NAMED = 10;
    private static final int LONGEST_LINE = 120;

    private Unread() {}

    /** Notes every file, but for documents, that lies in the folder of a data set and is none of it. */
    static void note(Path data, Source source, ImportLog log) throws IOException {
        if (!Files.isDirectory(data)) {
            return;
        }
        List<Path> read = Stream.of(
                        source.events(), source.items(), source.test().stream().toList())
                .flatMap(List::stream)
                .toList();
        try (Stream<Path> entries = Files.list(source.events().getFirst().getParent())) {
            for (Path file : entries.filter(Files::isRegularFile).sorted().toList()) {
                if (!read.contains(file) && !FileKind.document(file)) {
                    log.note(file + ": not read: " + reason(file));
                }
            }
        }
    }

    /** Returns the reasons of several files, of many those of the first. */
    static String reasons(List<Path> files) throws IOException {
        StringBuilder reasons = new StringBuilder();
        for (Path file : files.subList(0, Math.min(NAMED, files.size()))) {
            reasons.append(reasons.isEmpty() ? ": " : "; ")
                    .append(file.getFileName())
                    .append(": ")
                    .append(reason(file));
        }
        return files.size() <= NAMED
                ? reasons.toString()
                : reasons.append("; and ")
                        .append(files.size() - NAMED)
                        .append(" more")
                        .toString();
    }

    /** Returns why a file alone is no data set. */
    static String reason(Path file) throws IOException {
        return switch (FileKind.of(file)) {
            case OTHER -> FileKind.document(file) ? "a document by its name" : unknown(file);
            case ITEMS_TABLE, RETAIL_ITEMS, MOVIELENS_ITEM, MOVIELENS_MOVIES_DAT, MOVIELENS_MOVIES_CSV ->
                "a table of items";
            case EVENTS_TABLE,
                    RETAIL_EVENTS,
                    RETAIL_SOURCE,
                    MOVIELENS_DATA,
                    MOVIELENS_RATINGS_DAT,
                    MOVIELENS_RATINGS_CSV -> "a table of events";
            case LISTS -> "lists of items by user";
            case ATTRIBUTES_JSON -> "attributes of items of sequences";
        };
    }

    private static String unknown(Path file) throws IOException {
        String begin = new String(FileKind.begin(file), StandardCharsets.UTF_8);
        String line = begin.lines().findFirst().orElse("");
        if (begin.isEmpty()) {
            return "empty";
        }
        if (begin.startsWith("PK\u0003\u0004")) {
            return "an archive (expected: its files, unpacked)";
        }
        if (begin.indexOf('\0') >= 0 || line.indexOf('\ufffd') >= 0) {
            return "no text in UTF-8";
        }
        if (begin.startsWith("[")) {
            return "a JSON array (expected: JSON lines, an object a line)";
        }
        if (JsonRows.begins(begin)) {
            List<String> names = JsonRows.columns(file);
            return names.isEmpty() ? "no JSON lines (expected: a JSON object a line)" : missing(names, "its names");
        }
        return missing(DelimitedRows.header(line), "its first line");
    }

    private static String missing(List<String> names, String where) {
        boolean user = TableColumns.find(names, TableColumns.USER) >= 0;
        if (TableColumns.find(names, TableColumns.ITEM) >= 0) {
            return user
                    ? "neither events nor items"
                    : "no table of items (expected: a row an item, a column an attribute)";
        }
        return "no " + (user ? "itemId" : "userId and no itemId") + " in " + where + " "
                + abbreviated(TableColumns.listed(names));
    }

    private static String abbreviated(String line) {
        return line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "..." : line;
    }
}
