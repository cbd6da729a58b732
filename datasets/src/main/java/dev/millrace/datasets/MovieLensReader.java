package dev.millrace.datasets;

import dev.millrace.cascade.feature.Field.Role;
import dev.millrace.datasets.RejectedRow.Reason;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads MovieLens in its three shapes: {@code u.data} and {@code u.item} (100k), {@code ratings.dat} and
 * {@code movies.dat} (1M, 10M), {@code ratings.csv} and {@code movies.csv} (latest, 20M, 25M, 32M). A rating is an
 * event of type {@code rating} with the stars as value; a movie has its title, its genres and the year in its title.
 * Movies exist as UTF-8 (10M) and as ISO-8859-1 (100k, 1M).
 */
final class MovieLensReader {
    private static final String NO_GENRES = "(no genres listed)";
    private static final Pattern YEAR = Pattern.compile("\\((\\d{4})\\)\\s*$");
    private static final Pattern COLONS = Pattern.compile("::");
    private static final Pattern TABS = Pattern.compile("\t");
    private static final Pattern BARS = Pattern.compile("\\|");

    /** The genre flags of {@code u.item}, in the order of its columns. */
    private static final List<String> FLAGS = List.of(
            "unknown",
            "Action",
            "Adventure",
            "Animation",
            "Children",
            "Comedy",
            "Crime",
            "Documentary",
            "Drama",
            "Fantasy",
            "Film-Noir",
            "Horror",
            "Musical",
            "Mystery",
            "Romance",
            "Sci-Fi",
            "Thriller",
            "War",
            "Western");

    private final Import target;
    private final ItemColumn.Texts titles;
    private final ItemColumn.Keywords genres;
    private final ItemColumn.Numbers years;

    MovieLensReader(Import target) {
        this.target = target;
        this.titles = target.items().texts("title", Role.TITLE);
        this.genres = target.items().keywords("genres", Role.CATEGORY);
        this.years = target.items().numbers("year", Role.NONE);
    }

    void read(Source source) throws IOException {
        for (Path file : source.items()) {
            target.log().file(file, "movies");
            switch (FileKind.of(file)) {
                case MOVIELENS_ITEM ->
                    lines(file, Lines.charset(file, StandardCharsets.ISO_8859_1), BARS, 24, this::flaggedMovie);
                case MOVIELENS_MOVIES_DAT ->
                    lines(file, Lines.charset(file, StandardCharsets.ISO_8859_1), COLONS, 3, this::movie);
                default -> table(file, List.of("movieid", "title", "genres"), this::movie);
            }
        }
        for (Path file : source.events()) {
            target.log().file(file, "ratings");
            TimeParser times = new TimeParser();
            RowHandler rating = fields -> rating(fields, times);
            switch (FileKind.of(file)) {
                case MOVIELENS_DATA -> lines(file, StandardCharsets.UTF_8, TABS, 4, rating);
                case MOVIELENS_RATINGS_DAT -> lines(file, StandardCharsets.UTF_8, COLONS, 4, rating);
                default -> table(file, List.of("userid", "movieid", "rating", "timestamp"), rating);
            }
        }
    }

    private interface RowHandler {
        void handle(List<String> fields) throws RowException;
    }

    private void lines(Path file, Charset charset, Pattern separator, int columns, RowHandler handler)
            throws IOException {
        try (Lines lines = Lines.open(file, charset)) {
            while (lines.next()) {
                if (lines.text().isBlank()) {
                    target.log().note(file + ": empty lines passed over");
                    continue;
                }
                List<String> fields = Arrays.asList(separator.split(lines.text(), -1));
                row(
                        file,
                        lines.number(),
                        row -> {
                            if (!lines.valid()) {
                                throw new RowException(Reason.INVALID_UTF8, "");
                            }
                            if (row.size() != columns) {
                                throw new RowException(
                                        Reason.COLUMN_COUNT, row.size() + " (expected: " + columns + ")");
                            }
                            handler.handle(row);
                        },
                        fields);
            }
        }
    }

    private void table(Path file, List<String> columns, RowHandler handler) throws IOException {
        try (Rows rows = DelimitedRows.open(file, StandardCharsets.UTF_8, target.log())) {
            int[] at = TableColumns.require(file, rows.header(), columns);
            while (rows.next()) {
                row(
                        file,
                        rows.line(),
                        handler,
                        Arrays.stream(at).mapToObj(rows::field).toList());
            }
        }
    }

    private void row(Path file, long line, RowHandler handler, List<String> fields) {
        try {
            handler.handle(fields);
            target.log().accept();
        } catch (RowException e) {
            target.log().reject(file, line, e.reason(), e.detail());
        }
    }

    private void rating(List<String> fields, TimeParser times) throws RowException {
        String user = Import.userId(fields.get(0).strip());
        String item = Import.itemId(fields.get(1).strip());
        double stars = TableReader.number(fields.get(2).strip(), Reason.BAD_VALUE);
        if (!(stars >= 0.5 && stars <= 5)) {
            throw new RowException(Reason.BAD_VALUE, fields.get(2) + " (expected: 0.5 to 5 stars)");
        }
        long time = times.parse(fields.get(3).strip());
        int type = target.types().code("rating");
        EventLogBuilder events = target.events();
        events.add(events.user(user), target.items().item(item), type, time, (float) stars);
    }

    /** Takes id, title and {@code Genre|Genre}. */
    private void movie(List<String> fields) throws RowException {
        String listed = fields.get(2).strip();
        movie(fields.get(0), fields.get(1), listed.equals(NO_GENRES) ? List.of() : List.of(BARS.split(listed)));
    }

    /** Takes id, title, two dates, an address and a flag for each genre. */
    private void flaggedMovie(List<String> fields) throws RowException {
        List<String> names = new ArrayList<>();
        for (int genre = 0; genre < FLAGS.size(); genre++) {
            if (fields.get(5 + genre).strip().equals("1")) {
                names.add(FLAGS.get(genre));
            }
        }
        movie(fields.get(0), fields.get(1), names);
    }

    private void movie(String idText, String title, List<String> genreNames) throws RowException {
        String id = Import.itemId(idText.strip());
        if (target.items().knows(id)) {
            throw new RowException(Reason.REPEATED_ITEM, "'" + id + "'");
        }
        int item = target.items().item(id);
        titles.set(item, title.strip());
        genres.set(item, genreNames.stream().filter(name -> !name.isBlank()).toList());
        Matcher year = YEAR.matcher(title);
        if (year.find()) {
            years.set(item, Integer.parseInt(year.group(1)));
        }
    }
}
