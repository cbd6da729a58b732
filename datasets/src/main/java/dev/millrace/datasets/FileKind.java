package dev.millrace.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/** What a file is, judged by how it begins. */
enum FileKind {
    EVENTS_TABLE,
    ITEMS_TABLE,
    RETAIL_EVENTS,
    RETAIL_ITEMS,
    RETAIL_SOURCE,
    MOVIELENS_DATA,
    MOVIELENS_ITEM,
    MOVIELENS_RATINGS_DAT,
    MOVIELENS_MOVIES_DAT,
    MOVIELENS_RATINGS_CSV,
    MOVIELENS_MOVIES_CSV,
    /** Lines of "user item item ...". */
    LISTS,
    ATTRIBUTES_JSON,
    OTHER;

    private static final int PROBED = 8192;
    private static final Pattern LIST = Pattern.compile("[A-Za-z0-9_.:\\-][A-Za-z0-9_.:\\- ]*");
    private static final Pattern INTEGERS = Pattern.compile("\\d+\\t\\d+\\t\\d\\t\\d+");
    private static final Pattern RATING = Pattern.compile("\\d+::\\d+::\\d(\\.5)?::\\d+");
    private static final Pattern MOVIE = Pattern.compile("\\d+::.*::[A-Za-z(][^:]*");

    /** Returns what the file is. */
    static FileKind of(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (document(file)) {
            return OTHER;
        }
        byte[] bytes = begin(file);
        if (ParquetRows.begins(bytes)) {
            return ofColumns(ParquetRows.columns(file));
        }
        String begin = new String(bytes, StandardCharsets.UTF_8);
        if (begin.startsWith("\ufeff")) {
            begin = begin.substring(1);
        }
        if (JsonRows.begins(begin)) {
            return name.matches(".*_item2attributes\\.json(\\.gz)?")
                    ? ATTRIBUTES_JSON
                    : ofColumns(JsonRows.columns(file));
        }
        return begin.isEmpty() ? OTHER : ofText(name, begin);
    }

    /** Returns whether a file is a document by its name, whatever it holds. */
    static boolean document(Path file) {
        return file.getFileName()
                .toString()
                .toLowerCase(Locale.ROOT)
                .matches("(notice|readme|licen[sc]e|copying|changelog).*|.*\\.(md|html?|pdf|part|sha256|md5)|\\..*");
    }

    /** Returns the first bytes of a file, decompressed. */
    static byte[] begin(Path file) throws IOException {
        try (InputStream in = Lines.content(file)) {
            return in.readNBytes(PROBED);
        } catch (EOFException | ZipException e) {
            throw new DataException(
                    file + ": damaged gzip: " + e.getMessage() + " (expected: a whole file; is it cut short?)", e);
        }
    }

    private static FileKind ofText(String name, String begin) {
        List<String> lines = begin.lines().limit(20).toList();
        if (lines.size() > 1 && begin.length() > PROBED / 2) {
            lines = lines.subList(0, lines.size() - 1);
        }
        String first = lines.getFirst();
        if (INTEGERS.matcher(first).matches()) {
            return MOVIELENS_DATA;
        }
        if (RATING.matcher(first).matches()) {
            return MOVIELENS_RATINGS_DAT;
        }
        if (MOVIE.matcher(first).matches()) {
            return MOVIELENS_MOVIES_DAT;
        }
        if (first.split("\\|", -1).length == 24) {
            return MOVIELENS_ITEM;
        }
        FileKind table = ofHeader(DelimitedRows.header(first));
        if (table != OTHER) {
            return table;
        }
        return name.matches(".*\\.txt(\\.gz)?") && lists(lines) && !rows(lines) ? LISTS : OTHER;
    }

    /** Lines of one length, of which two begin the same, are rows of a table without a header. */
    private static boolean rows(List<String> lines) {
        List<String[]> rows = lines.stream()
                .filter(line -> !line.isBlank())
                .map(line -> line.strip().split("\\s+"))
                .toList();
        return rows.stream().mapToInt(row -> row.length).distinct().count() == 1
                && rows.stream().map(row -> row[0]).distinct().count() < rows.size();
    }

    /** The first line is a list, most lines are, and one at least has more than a user. */
    private static boolean lists(List<String> lines) {
        List<String> lists =
                lines.stream().filter(line -> LIST.matcher(line).matches()).toList();
        return LIST.matcher(lines.getFirst()).matches()
                && 2L * lists.size()
                        > lines.stream().filter(line -> !line.isBlank()).count()
                && lists.stream().anyMatch(line -> line.strip().split("\\s+").length > 1);
    }

    private static FileKind ofHeader(List<String> header) {
        Set<String> names = Set.copyOf(header.stream().map(TableColumns::plain).toList());
        if (names.containsAll(Set.of("invoiceno", "stockcode", "quantity", "invoicedate", "customerid"))) {
            return RETAIL_SOURCE;
        }
        if (names.containsAll(Set.of("userid", "itemid", "timestamp", "quantity", "unitprice", "invoice"))) {
            return RETAIL_EVENTS;
        }
        if (names.containsAll(Set.of("itemid", "description", "medianprice", "firstsold"))) {
            return RETAIL_ITEMS;
        }
        if (names.equals(Set.of("userid", "movieid", "rating", "timestamp"))) {
            return MOVIELENS_RATINGS_CSV;
        }
        if (names.equals(Set.of("movieid", "title", "genres"))) {
            return MOVIELENS_MOVIES_CSV;
        }
        return ofColumns(header);
    }

    /** Returns what a table of any file is; one of a property a row is none of items. */
    private static FileKind ofColumns(List<String> header) {
        Set<String> names = Set.copyOf(header.stream().map(TableColumns::plain).toList());
        boolean item = TableColumns.find(header, TableColumns.ITEM) >= 0;
        boolean user = TableColumns.find(header, TableColumns.USER) >= 0;
        if (names.containsAll(Set.of("movieid", "tag")) || names.containsAll(Set.of("movieid", "imdbid"))) {
            return OTHER;
        }
        if (!user && names.containsAll(Set.of("property", "value"))) {
            return OTHER;
        }
        return !item ? OTHER : user ? EVENTS_TABLE : ITEMS_TABLE;
    }
}
