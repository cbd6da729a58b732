package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.ArrayFile;
import dev.millrace.cascade.release.ArrayFileWriter;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogTest {
    @TempDir
    Path releases;

    private int published;

    private interface Damage {
        void to(ReleaseWriter writer) throws IOException;
    }

    private Release publish(Damage damage, int dimension, int items) throws IOException {
        try (ReleaseWriter writer = ReleaseWriter.create(releases, "v" + ++published)) {
            Shop.catalog().write(writer);
            damage.to(writer);
            return Release.open(writer.publish("now", dimension, items, new JsonObject(), new JsonObject()));
        }
    }

    private static ArrayFileWriter replace(ReleaseWriter writer, String path) throws IOException {
        Files.delete(writer.file(path));
        return new ArrayFileWriter(writer.file(path));
    }

    private void refused(Damage damage, String... parts) throws IOException {
        Release release = publish(damage, 2, 4);
        assertThatThrownBy(() -> Catalog.read(release))
                .isInstanceOf(BadReleaseException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void aCatalogueComesBackAsItWasWritten() throws IOException {
        Catalog catalog = Catalog.read(publish(writer -> {}, 2, 4));
        Catalog original = Shop.catalog();
        assertThat(catalog.items().schema()).isEqualTo(original.items().schema());
        assertThat(catalog.items().ids()).isEqualTo(Shop.IDS);
        for (int item = 0; item < 4; item++) {
            assertThat(catalog.items().ordinal(Shop.IDS.get(item))).isEqualTo(item);
            assertThat(catalog.items().attributes(item))
                    .isEqualTo(original.items().attributes(item));
            assertThat(catalog.statistics().count(item))
                    .isEqualTo(original.statistics().count(item));
            assertThat(catalog.statistics().recentCount(item))
                    .isEqualTo(original.statistics().recentCount(item));
            assertThat(catalog.statistics().firstSeen(item))
                    .isEqualTo(original.statistics().firstSeen(item));
        }
        assertThat(catalog.items().attributes(0))
                .isEqualTo(Map.of(
                        "title",
                        "red shoe",
                        "category",
                        List.of("shoes", "sale"),
                        "price",
                        9.99,
                        "created",
                        Shop.DATA_END - 5,
                        "id",
                        "1"));
        assertThat(catalog.items().attributes(1)).isEqualTo(Map.of("id", "2"));
        assertThat(catalog.items().ordinal("e")).isEqualTo(-1);
        assertThat(catalog.statistics().dataEndMillis()).isEqualTo(Shop.DATA_END);
        assertThat(catalog.statistics().recentWindowMillis()).isEqualTo(86_400_000);
        assertThat(catalog.statistics().byPopularity()).containsExactly(0, 1, 3, 2);
        assertThat(catalog.vectors().dimension()).isEqualTo(2);
        assertThat(FloatVectors.of(catalog.vectors()).values())
                .isEqualTo(FloatVectors.of(original.vectors()).values());
        assertThat(catalog.similar().offsets()).isEqualTo(original.similar().offsets());
        assertThat(catalog.similar().neighbours()).isEqualTo(original.similar().neighbours());
        assertThat(catalog.similar().weights()).isEqualTo(original.similar().weights());
    }

    @Test
    void vectorsAreReadByWhoTheCallerNames() throws IOException {
        Release release = publish(writer -> {}, 2, 4);
        List<ArrayFile.Span> asked = new ArrayList<>();
        ItemVectors vectors = new FloatVectors(new float[8], 2);
        Catalog catalog = Catalog.read(release, (span, dimension) -> {
            assertThat(dimension).isEqualTo(2);
            asked.add(span);
            return vectors;
        });
        assertThat(catalog.vectors()).isSameAs(vectors);
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).file()).isEqualTo(release.file("vectors/items.bin"));
        assertThat(asked.get(0).count()).isEqualTo(8);
        assertThat(asked.get(0).offset() % 64).isZero();
    }

    @Test
    void vectorsOfAReleaseThatAlignedNothingAreRead() throws IOException {
        Release release = publish(
                writer -> {
                    try (ArrayFileWriter file = replace(writer, "vectors/items.bin")) {
                        file.ints("dimension", 2).floats("values", 1, 2, 3, 4, 5, 6, 7, 8);
                    }
                },
                2,
                4);
        assertThat(FloatVectors.of(Catalog.read(release).vectors()).values()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void aFoldInComesBackByWhoTheCallerNamesAndIsRefusedWhereItIsOfOtherItems() throws IOException {
        for (int items = 3; items <= 4; items++) {
            float[] inputs = new float[2 * items];
            inputs[5] = 7;
            Release release = publish(
                    writer -> new HistoryVectors(
                                    new FoldIn(new FloatVectors(inputs, 2), new FoldInParameters(0.5f, 9)),
                                    Shop.catalog().items().schema())
                            .write(writer),
                    2,
                    4);
            Catalog catalog = Catalog.read(release);
            if (items == 4) {
                FoldIn read = HistoryVectors.read(release, catalog, FloatVectors::read)
                        .foldIn();
                assertThat(FloatVectors.of(read.inputs()).values()).containsExactly(inputs);
                assertThat(read.parameters()).isEqualTo(new FoldInParameters(0.5f, 9));
            } else {
                assertThatThrownBy(() -> HistoryVectors.read(release, catalog, FloatVectors::read))
                        .isInstanceOf(BadReleaseException.class)
                        .hasMessageContaining("inputs: 6 numbers (expected: 8, as many as vectors/items.bin has)");
            }
        }
    }

    @Test
    void vectorsOfAnotherDimensionThanTheManifestsAreRefused() throws IOException {
        Release release = publish(writer -> {}, 3, 4);
        assertThatThrownBy(() -> Catalog.read(release))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("vectors/items.bin: dimension: 2 (expected: 3, from the manifest)");
    }

    @Test
    void anotherNumberOfItemsThanTheManifestsIsRefused() throws IOException {
        Release release = publish(writer -> {}, 2, 5);
        assertThatThrownBy(() -> Catalog.read(release))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("items/attributes.bin: has 4 items (expected: 5, from the manifest)");
    }

    @Test
    void aMissingFileIsRefused() throws IOException {
        for (String path :
                List.of("items/attributes.bin", "items/statistics.bin", "items/similar.bin", "vectors/items.bin")) {
            refused(writer -> Files.delete(writer.file(path)), path, "is not part of the release");
        }
    }

    @Test
    void aSchemaThatDeclaresNoneOfWhatItMustIsRefused() throws IOException {
        for (String schema : List.of(
                "{}",
                "{\"fields\": [{}], \"eventTypes\": [{\"name\": \"view\", \"weight\": 1}]}",
                "{\"fields\": [], \"eventTypes\": [{\"name\": \"view\", \"weight\": \"1\"}]}",
                "{\"fields\": [], \"eventTypes\": [{\"name\": \"view\", \"weight\": 0}]}",
                "{\"fields\": [{\"name\": \"x\", \"type\": \"color\", \"role\": \"none\"}], \"eventTypes\": []}",
                "{\"fields\": 3, \"eventTypes\": []}",
                "[]")) {
            refused(writer -> Files.writeString(writer.file("schema.json"), schema), "schema.json");
        }
    }

    @Test
    void partsThatDoNotFitTheNumberOfItemsAreRefused() throws IOException {
        refused(
                writer -> {
                    try (ArrayFileWriter file = replace(writer, "vectors/items.bin")) {
                        file.ints("dimension", 2).floats("values", 1, 2, 3, 4);
                    }
                },
                "4 in the table",
                "2 vectors");
        refused(
                writer -> {
                    try (ArrayFileWriter file = replace(writer, "items/statistics.bin")) {
                        file.floats("counts", 1)
                                .floats("recentCounts", 1)
                                .longs("firstSeen", 1)
                                .longs("times", 1);
                    }
                },
                "items/statistics.bin");
        refused(
                writer -> {
                    try (ArrayFileWriter file = replace(writer, "vectors/items.bin")) {
                        file.ints("dimension").floats("values", 1, 2, 3, 4);
                    }
                },
                "vectors/items.bin");
    }

    @Test
    void similarItemsThatPointOutsideTheCatalogueAreRefused() throws IOException {
        similarRefused(new int[] {0, 1, 1, 1, 1}, 4);
        similarRefused(new int[] {0, 1, 1, 1, 1}, -1);
        similarRefused(new int[] {0, 2, 0, 1, 1}, 0);
        similarRefused(new int[] {-1, 1, 1, 1, 1}, 0);
    }

    private void similarRefused(int[] offsets, int neighbour) throws IOException {
        refused(
                writer -> {
                    try (ArrayFileWriter file = replace(writer, "items/similar.bin")) {
                        file.ints("offsets", offsets)
                                .ints("neighbours", neighbour)
                                .floats("weights", 1);
                    }
                },
                "items/similar.bin");
    }

    @Test
    void keywordsWhoseOffsetsDoNotAscendAreRefused() {
        for (int[] offsets : new int[][] {{0, 3, 2}, {1, 1, 2}, {0, -1, 2}}) {
            assertThatThrownBy(() -> Column.keywords(List.of("x"), offsets, new int[] {0, 0}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("offsets");
        }
    }
}
