package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.History;
import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written as CSV or Parquet reads back the same, whatever is in it. */
final class RoundTripTest {
    private static final String[] ODD = {
        "a",
        "B-2",
        "ünïcødé",
        "with space",
        "comma,comma",
        "quote\"quote",
        "semi;colon",
        "pipe|pipe",
        "back\\slash",
        "tail\\",
        "日本",
        "😀",
        "'single'",
        "#hash",
        "null",
        "NaN",
        "0",
        "-1",
        "1e5",
        "=1+1",
        "new\nline"
    };

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void anyDataReadsBackTheSame(long seed) throws IOException {
        Dataset data = random(new SplittableRandom(seed));
        for (Format format : List.of(Format.CSV, Format.PARQUET)) {
            Path out = folder.resolve(format.label());
            DatasetWriter.write(data, out, format);
            Dataset back = Datasets.open(out, Optional.empty(), true);
            assertThat(back.format()).isEqualTo(format);
            assertThat(text(back)).as("seed %d, %s", seed, format).isEqualTo(text(data));
        }
    }

    @Test
    void aShopReadsBackTheSameWithItsRoles() throws IOException {
        Dataset shop = SyntheticShop.generate(new ShopOptions(200, 100, 2000, 3));
        for (Format format : List.of(Format.CSV, Format.PARQUET)) {
            Path out = folder.resolve(format.label());
            DatasetWriter.write(shop, out, format);
            Dataset back = Datasets.open(out, Optional.empty(), true);
            assertThat(text(back)).isEqualTo(text(shop));
            assertThat(back.items().schema()).isEqualTo(shop.items().schema());
        }
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Dataset shop = SyntheticShop.generate(new ShopOptions(100, 10, 100, 3));
        DatasetWriter.write(shop, folder, Format.CSV);
        assertThatThrownBy(() -> DatasetWriter.write(shop, folder, Format.CSV))
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> DatasetWriter.write(shop, folder, Format.LIGHTGCN))
                .hasMessageContaining("csv or parquet");
    }

    /** Everything a data set says, by external ids; event types by name, as their codes are given in reading order. */
    private static List<String> text(Dataset data) {
        List<String> lines = new ArrayList<>();
        events(data, data.events(), "event", lines);
        data.givenTest().ifPresent(test -> events(data, test, "test", lines));
        for (int item = 0; item < data.items().size(); item++) {
            lines.add(data.items().id(item) + data.items().attributes(item));
        }
        data.items().schema().fields().forEach(field -> lines.add(field.name() + field.type()));
        return lines;
    }

    private static void events(Dataset data, EventLog log, String name, List<String> lines) {
        for (int i = 0; i < log.size(); i++) {
            lines.add(name + " " + log.users().get(log.user(i)) + " "
                    + data.items().id(log.item(i)) + " "
                    + data.items().schema().eventTypes().get(log.type(i)).name() + " " + log.timestamp(i) + " "
                    + log.value(i));
        }
    }

    private static Dataset random(SplittableRandom random) {
        Import target = new Import(new ImportLog(true, rejected -> {}));
        ItemTableBuilder items = target.items();
        ItemColumn.Keywords keywords = items.keywords("tags", Field.Role.NONE);
        ItemColumn.Numbers numbers = items.numbers("number", Field.Role.NONE);
        ItemColumn.Texts texts = items.texts("words", Field.Role.NONE);
        ItemColumn.Instants instants = items.instants("since", Field.Role.NONE);
        int itemCount = 3 + random.nextInt(20);
        for (int i = 0; i < itemCount; i++) {
            int item = items.item(id(random) + i);
            if (random.nextInt(4) > 0) {
                List<String> values = new ArrayList<>();
                for (int k = random.nextInt(3); k >= 0; k--) {
                    values.add(id(random));
                }
                keywords.set(item, values);
            }
            if (random.nextInt(4) > 0) {
                numbers.set(item, random.nextInt(3) == 0 ? random.nextInt(100) : random.nextGaussian() * 1e6);
            }
            if (random.nextInt(4) > 0) {
                texts.set(item, ODD[random.nextInt(ODD.length)] + " " + ODD[random.nextInt(ODD.length)]);
            }
            if (random.nextInt(4) > 0) {
                instants.set(item, random.nextLong(4_000_000_000_000L));
            }
        }
        boolean timed = random.nextBoolean();
        boolean valued = random.nextBoolean();
        add(target, target.events(), 1 + random.nextInt(200), timed, valued, random);
        if (random.nextBoolean()) {
            add(target, target.test(), 1 + random.nextInt(20), timed, valued, random);
        }
        return target.finish(new Source(Format.CSV, "random", List.of(Path.of("random")), List.of(), Optional.empty()));
    }

    private static void add(
            Import target, EventLogBuilder events, int count, boolean timed, boolean valued, SplittableRandom random) {
        for (int i = 0; i < count; i++) {
            try {
                events.add(
                        events.user(id(random)),
                        random.nextInt(target.items().size()),
                        target.types().code(random.nextBoolean() ? "view" : "buy it"),
                        timed ? random.nextLong(4_000_000_000_000L) : History.NO_TIME,
                        valued && random.nextInt(3) > 0 ? (float) random.nextGaussian() : Float.NaN);
            } catch (RowException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** An id without control characters, which would be rejected. */
    private static String id(SplittableRandom random) {
        return ODD[random.nextInt(ODD.length - 1)];
    }

    @Test
    void keywordsJoinAndSplitWhateverTheyHold() {
        for (String one : ODD) {
            for (String other : ODD) {
                List<String> keywords = List.of(one, other, "x");
                assertThat(KeywordList.split(KeywordList.join(keywords), '|')).isEqualTo(keywords);
            }
        }
        assertThat(KeywordList.split(" a || b|", '|')).containsExactly("a", "b");
        assertThat(Column.numbers(new double[] {Double.NaN}).has(0)).isFalse();
    }
}
