package dev.millrace.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one data set a path means, by what the files hold. A folder may hold one data set; a file may have
 * companions beside it, such as {@code items.csv} or {@code NAME_item2attributes.json}.
 */
final class SourceFinder {
    private final Path data;
    private final Optional<Format> wanted;
    private final Map<FileKind, List<Path>> files = new EnumMap<>(FileKind.class);

    private SourceFinder(Path data, Optional<Format> wanted) {
        this.data = data;
        this.wanted = wanted;
    }

    /**
     * Returns the data set at a path.
     *
     * @throws DataException when there is none, or more than one
     */
    static Source find(Path data, Optional<Format> wanted) throws IOException {
        if (!Files.exists(data)) {
            throw new DataException(data + ": does not exist (expected: a file or folder of data)");
        }
        return new SourceFinder(data, wanted).find();
    }

    private Source find() throws IOException {
        boolean folder = Files.isDirectory(data);
        List<Source> found = folder ? inFolder() : List.of(ofFile());
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            return inOnlySubfolder();
        }
        throw new DataException(data + ": holds " + found.size() + " data sets: "
                + found.stream()
                        .map(source -> source.events().getFirst().getFileName() + " (" + source.format() + ")")
                        .collect(Collectors.joining(", "))
                + " (expected: one; name the file, or give a format)");
    }

    private Source inOnlySubfolder() throws IOException {
        List<Path> folders = listing(data, Files::isDirectory);
        if (folders.size() == 1) {
            return find(folders.getFirst(), wanted);
        }
        throw new DataException(data + ": no data set"
                + wanted.map(format -> " of format " + format).orElse("")
                + " found (" + Unread.EXPECTED + ")"
                + Unread.reasons(listing(data, Files::isRegularFile)));
    }

    private interface Test {
        boolean accepts(Path path);
    }

    private static List<Path> listing(Path folder, Test test) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(test::accepts).sorted().toList();
        }
    }

    private List<Source> inFolder() throws IOException {
        for (Path file : listing(data, Files::isRegularFile)) {
            files.computeIfAbsent(FileKind.of(file), kind -> new ArrayList<>()).add(file);
        }
        String name = nameOf(data);
        List<Source> found = new ArrayList<>();
        lists(name, found);
        moviesLens(name, found);
        retail(name, found);
        table(name, found);
        return found.stream()
                .filter(source -> wanted.isEmpty() || wanted.get() == source.format())
                .toList();
    }

    private List<Path> files(FileKind kind) {
        return files.getOrDefault(kind, List.of());
    }

    private void lists(String name, List<Source> found) {
        @Nullable Path train = null;
        Optional<Path> test = Optional.empty();
        List<Path> others = new ArrayList<>();
        for (Path file : files(FileKind.LISTS)) {
            switch (stem(file)) {
                case "train" -> train = file;
                case "test" -> test = Optional.of(file);
                case "user_list", "item_list" -> {}
                default -> others.add(file);
            }
        }
        if (train != null) {
            found.add(new Source(Format.LIGHTGCN, name, List.of(train), List.of(), test));
        }
        for (Path file : others) {
            found.add(sequences(file, files(FileKind.ATTRIBUTES_JSON)));
        }
    }

    private static Source sequences(Path file, List<Path> attributeFiles) {
        String stem = stem(file);
        List<Path> attributes = attributeFiles.stream()
                .filter(json -> stem(json).equals(stem + "_item2attributes"))
                .toList();
        return new Source(Format.SEQUENCES, stem, List.of(file), attributes, Optional.empty());
    }

    private void moviesLens(String name, List<Source> found) {
        addPair(Format.MOVIELENS, name, FileKind.MOVIELENS_DATA, FileKind.MOVIELENS_ITEM, found);
        addPair(Format.MOVIELENS, name, FileKind.MOVIELENS_RATINGS_DAT, FileKind.MOVIELENS_MOVIES_DAT, found);
        addPair(Format.MOVIELENS, name, FileKind.MOVIELENS_RATINGS_CSV, FileKind.MOVIELENS_MOVIES_CSV, found);
        if (!files(FileKind.MOVIELENS_DATA).isEmpty() && !found.isEmpty()) {
            narrowToUData(found);
        }
    }

    /** The 100k folder holds its ratings once whole ({@code u.data}) and many times in parts. */
    private static void narrowToUData(List<Source> found) {
        Source all = found.getLast();
        List<Path> whole =
                all.events().stream().filter(file -> stem(file).equals("u")).toList();
        if (!whole.isEmpty()) {
            found.removeLast();
            found.add(new Source(all.format(), all.name(), whole, all.items(), Optional.empty()));
        }
    }

    private void retail(String name, List<Source> found) {
        if (!wanted.equals(Optional.of(Format.CSV))) {
            addPair(Format.ONLINE_RETAIL, name, FileKind.RETAIL_EVENTS, FileKind.RETAIL_ITEMS, found);
            addPair(Format.ONLINE_RETAIL, name, FileKind.RETAIL_SOURCE, FileKind.OTHER, found);
        }
    }

    private void addPair(Format format, String name, FileKind events, FileKind items, List<Source> found) {
        if (!files(events).isEmpty()) {
            List<Path> companions = items == FileKind.OTHER ? List.of() : files(items);
            found.add(new Source(format, name, files(events), companions, Optional.empty()));
        }
    }

    private void table(String name, List<Source> found) throws IOException {
        List<Path> events = new ArrayList<>(files(FileKind.EVENTS_TABLE));
        List<Path> items = new ArrayList<>(files(FileKind.ITEMS_TABLE));
        if (wanted.isPresent()) {
            for (FileKind kind : List.of(FileKind.RETAIL_EVENTS, FileKind.MOVIELENS_RATINGS_CSV)) {
                events.addAll(files(kind));
            }
            for (FileKind kind : List.of(FileKind.RETAIL_ITEMS, FileKind.MOVIELENS_MOVIES_CSV)) {
                items.addAll(files(kind));
            }
        }
        for (Format format : List.of(Format.CSV, Format.JSON, Format.PARQUET)) {
            List<Path> own = ofFormat(events, format);
            if (!own.isEmpty()) {
                List<Path> ownItems = ofFormat(items, format);
                found.add(withTest(format, name, own, ownItems.isEmpty() ? items : ownItems));
            }
        }
    }

    /** Of several files of events, one called {@code test} is the given test part. */
    private static Source withTest(Format format, String name, List<Path> events, List<Path> items) {
        Optional<Path> test = events.size() == 1 ? Optional.empty() : named(events, "test");
        List<Path> train =
                events.stream().filter(file -> !file.equals(test.orElse(null))).toList();
        return new Source(format, name, train, items, test);
    }

    private static List<Path> ofFormat(List<Path> files, Format format) throws IOException {
        List<Path> own = new ArrayList<>();
        for (Path file : files) {
            if (TableFile.format(file) == format) {
                own.add(file);
            }
        }
        return own;
    }

    private Source ofFile() throws IOException {
        FileKind kind = FileKind.of(data);
        Path folder = data.toAbsolutePath().getParent();
        List<Path> beside = folder == null ? List.of() : listing(folder, Files::isRegularFile);
        Format format = wanted.isPresent() ? wanted.get() : formatOf(kind);
        Optional<Path> none = Optional.empty();
        return switch (format) {
            case LIGHTGCN -> {
                Optional<Path> test = stem(data).equals("train") ? named(beside, "test") : none;
                yield new Source(format, nameOf(folder == null ? data : folder), List.of(data), List.of(), test);
            }
            case SEQUENCES ->
                sequences(
                        data,
                        named(beside, stem(data) + "_item2attributes").stream().toList());
            case MOVIELENS ->
                new Source(
                        format,
                        stem(data),
                        List.of(data),
                        besideOf(
                                beside,
                                switch (kind) {
                                    case MOVIELENS_DATA -> FileKind.MOVIELENS_ITEM;
                                    case MOVIELENS_RATINGS_DAT -> FileKind.MOVIELENS_MOVIES_DAT;
                                    default -> FileKind.MOVIELENS_MOVIES_CSV;
                                }),
                        none);
            case ONLINE_RETAIL ->
                new Source(
                        format,
                        stem(data),
                        List.of(data),
                        kind == FileKind.RETAIL_EVENTS ? besideOf(beside, FileKind.RETAIL_ITEMS) : List.of(),
                        none);
            case CSV, JSON, PARQUET -> new Source(format, stem(data), List.of(data), itemsBeside(beside), none);
            case SYNTHETIC -> throw new DataException("format: synthetic (expected: a format of files)");
        };
    }

    /** Beside a file of events, a table of items called {@code items} is taken for its items. */
    private static List<Path> itemsBeside(List<Path> beside) throws IOException {
        for (Path file : beside) {
            if (stem(file).equals("items") && holdsItems(FileKind.of(file))) {
                return List.of(file);
            }
        }
        return List.of();
    }

    private static boolean holdsItems(FileKind kind) {
        return kind == FileKind.ITEMS_TABLE || kind == FileKind.RETAIL_ITEMS || kind == FileKind.MOVIELENS_MOVIES_CSV;
    }

    private static List<Path> besideOf(List<Path> beside, FileKind kind) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path file : beside) {
            if (FileKind.of(file) == kind) {
                found.add(file);
            }
        }
        return found;
    }

    private static Optional<Path> named(List<Path> beside, String stem) {
        return beside.stream().filter(file -> stem(file).equals(stem)).findFirst();
    }

    private Format formatOf(FileKind kind) throws IOException {
        return switch (kind) {
            case EVENTS_TABLE -> TableFile.format(data);
            case RETAIL_EVENTS, RETAIL_SOURCE -> Format.ONLINE_RETAIL;
            case MOVIELENS_DATA, MOVIELENS_RATINGS_DAT, MOVIELENS_RATINGS_CSV -> Format.MOVIELENS;
            case LISTS -> stem(data).equals("train") ? Format.LIGHTGCN : Format.SEQUENCES;
            case ITEMS_TABLE, RETAIL_ITEMS, MOVIELENS_ITEM, MOVIELENS_MOVIES_DAT, MOVIELENS_MOVIES_CSV ->
                throw new DataException(data + ": holds items (expected: the file of events, or the folder)");
            case ATTRIBUTES_JSON ->
                throw new DataException(data + ": holds item attributes (expected: the file of sequences)");
            case OTHER -> throw new DataException(data + ": " + Unread.reason(data) + " (" + Unread.EXPECTED + ")");
        };
    }

    private static String nameOf(Path path) {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null ? "data" : name.toString();
    }

    /** Returns a file's name without {@code .gz} and its extension. */
    private static String stem(Path file) {
        String name = nameOf(file);
        if (name.toLowerCase(Locale.ROOT).endsWith(".gz")) {
            name = name.substring(0, name.length() - 3);
        }
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }
}
