package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.release.BenchmarkRelease;
import dev.millrace.benchmarks.release.ReleaseShape;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of releases to change between: {@code good-1} and {@code good-2}, which are alike but that the title of
 * every item ends with the version; and one of each kind that must not go live. Written anew each time. Stateless.
 */
final class SwapReleases {
    /** Those that may go live. */
    static final List<String> GOOD = List.of("good-1", "good-2");

    /** Those that must not: a byte changed, weights that are no numbers, a release about other things. */
    static final List<String> BAD = List.of("bad-damaged", "bad-nan", "bad-other");

    private static final String MANIFEST = "manifest.json";
    private static final String MODEL = "rerank/model.onnx";
    private static final int NUMBERS = 256;
    private static final int OTHER_SEED = 99;

    private SwapReleases() {}

    /** Writes them; {@code good-1} is the live one. */
    static Path write(Path folder, ReleaseShape shape) throws IOException {
        delete(folder);
        Path base = live(BenchmarkRelease.of(shape));
        for (String version : GOOD) {
            copy(folder, version, base, version);
        }
        Path damaged = copy(folder, "bad-damaged", base, "bad");
        flip(damaged.resolve("users"));
        copyWithoutNumbers(folder, base);
        ReleaseShape other = new ReleaseShape(
                shape.items(),
                shape.dimension(),
                shape.users(),
                shape.historyEvents(),
                shape.hidden(),
                shape.fineDimension(),
                shape.fineLength(),
                OTHER_SEED);
        copy(folder, "bad-other", live(BenchmarkRelease.of(other)), "bad");
        ReleaseWriter.makeCurrent(folder, GOOD.getFirst());
        return folder;
    }

    private static Path live(Path releases) throws IOException {
        return releases.resolve(
                Files.readString(releases.resolve(Release.CURRENT)).strip());
    }

    private static Path copy(Path folder, String version, Path base, String mark) throws IOException {
        try (ReleaseWriter writer = ReleaseWriter.create(folder, version)) {
            Catalog catalog = Catalog.read(Release.open(base));
            Catalog marked = new Catalog(
                    marked(catalog.items(), mark), catalog.statistics(), catalog.vectors(), catalog.similar());
            marked.write(writer);
            return finish(writer, base, catalog);
        }
    }

    /** Bits that are all ones are no number wherever in the weights they begin. */
    private static void copyWithoutNumbers(Path folder, Path base) throws IOException {
        try (ReleaseWriter writer = ReleaseWriter.create(folder, "bad-nan")) {
            byte[] model = Files.readAllBytes(base.resolve(MODEL));
            Arrays.fill(model, model.length / 2, model.length / 2 + NUMBERS, (byte) 0xff);
            Files.write(writer.file(MODEL), model);
            finish(writer, base, Catalog.read(Release.open(base)));
        }
    }

    /** Copies the files that are not there yet. */
    private static Path finish(ReleaseWriter writer, Path base, Catalog catalog) throws IOException {
        try (Stream<Path> files = Files.walk(base)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = base.relativize(file).toString();
                if (!name.equals(MANIFEST)) {
                    Path to = writer.file(name);
                    if (!Files.exists(to)) {
                        Files.copy(file, to);
                    }
                }
            }
        }
        return writer.publish(
                "2026-11-24T00:00:00Z",
                catalog.vectors().dimension(),
                catalog.items().size(),
                new JsonObject().put("name", "synthetic, to be changed between"),
                new JsonObject().put("untrained", 1));
    }

    private static ItemTable marked(ItemTable items, String mark) {
        List<Column> columns = items.columns().stream()
                .map(column -> column instanceof Column.Texts texts ? marked(texts, mark) : column)
                .toList();
        return new ItemTable(items.schema(), items.ids(), columns);
    }

    private static Column marked(Column.Texts texts, String mark) {
        String[] values = new String[texts.size()];
        Arrays.setAll(values, item -> texts.value(item) + " " + mark);
        return Column.texts(values);
    }

    /** Changes one byte of the largest file of a folder. */
    private static void flip(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path largest = files.max(
                            Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(largest);
            bytes[bytes.length / 2] ^= 1;
            Files.write(largest, bytes);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
