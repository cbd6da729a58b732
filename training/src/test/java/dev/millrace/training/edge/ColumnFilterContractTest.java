package dev.millrace.training.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.ItemFilter;
import dev.millrace.cascade.ItemFilter.InvalidFilterException;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.FoldIn;
import dev.millrace.cascade.feature.FoldInParameters;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.cascade.filter.FilterLimits;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.edge.catalog.EdgeCatalog;
import dev.millrace.edge.filter.ColumnFilter;
import dev.millrace.retrieval.filter.LuceneItemFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the device's filter against the server's: the same items, the same refusals. On the device over the table as it
 * was and as a bundle has it.
 */
final class ColumnFilterContractTest {
    private static final int ITEMS = 400;
    private static final int EXPRESSIONS = 3_000;
    private static final long START = 1_767_225_600_000L;
    private static final long DAY = 86_400_000L;
    private static final List<String> KEYWORDS =
            List.of("books", "Books", "home & garden", "a:b", "x*y", "\u65e5\u672c", "-1", "");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyExpressionMatchesTheSameItemsOnTheDeviceAndOnTheServer(long seed, @TempDir Path folder) throws IOException {
        Random random = new Random(seed);
        ItemTable items = items(random);
        int matched = 0;
        int refused = 0;
        try (ReleaseWriter writer = ReleaseWriter.create(folder, "r1")) {
            catalog(items).write(writer);
            LuceneItemFilter.write(writer, items);
            Release release =
                    Release.open(writer.publish("2026-01-01T00:00:00Z", 1, ITEMS, new JsonObject(), new JsonObject()));
            ItemTable coded = coded(items);
            try (LuceneItemFilter server = LuceneItemFilter.open(release, items, FilterLimits.DEFAULT);
                    ColumnFilter uncoded = new ColumnFilter(items, FilterLimits.DEFAULT);
                    ColumnFilter device = new ColumnFilter(coded, FilterLimits.DEFAULT)) {
                for (int i = 0; i < EXPRESSIONS; i++) {
                    String expression = expression(random, items, random.nextInt(4));
                    @Nullable Set<String> expected = matching(server, expression, items);
                    assertThat(matching(uncoded, expression, items))
                            .as("seed %s: %s", seed, expression)
                            .isEqualTo(expected);
                    assertThat(matching(device, expression, coded))
                            .as("seed %s, coded: %s", seed, expression)
                            .isEqualTo(expected);
                    matched += expected != null && !expected.isEmpty() ? 1 : 0;
                    refused += expected == null ? 1 : 0;
                }
            }
        }
        assertThat(matched).as("expressions that match something").isGreaterThan(EXPRESSIONS / 3);
        assertThat(refused).as("expressions that are refused").isBetween(1, EXPRESSIONS / 3);
    }

    /** Returns the table as a device reads it from a bundle, in the order of the ids. */
    private static ItemTable coded(ItemTable items) {
        FoldIn foldIn = new FoldIn(new FloatVectors(new float[ITEMS], 1), new FoldInParameters(0.5f, 50));
        CatalogCoder coder = new CatalogCoder(
                catalog(items), foldIn, IntStream.range(0, ITEMS).toArray());
        ItemTable coded = EdgeCatalog.read(coder.code(new Precision(1, 1, 1, true, Precision.NO_FINE_RANKER)))
                .catalog()
                .items();
        assertThat(coded.columns()).noneMatch(items.columns()::contains);
        return coded;
    }

    private static @Nullable Set<String> matching(ItemFilter filter, String expression, ItemTable items) {
        ItemSet set = ItemSet.all(items.size());
        try {
            filter.match(expression, set);
        } catch (InvalidFilterException e) {
            return null;
        }
        Set<String> ids = new TreeSet<>();
        for (int item = set.next(0); item >= 0; item = set.next(item + 1)) {
            ids.add(items.id(item));
        }
        return ids;
    }

    private static String expression(Random random, ItemTable items, int depth) {
        if (depth == 0) {
            return leaf(random, items);
        }
        String one = expression(random, items, depth - 1);
        String two = expression(random, items, random.nextInt(depth));
        return switch (random.nextInt(5)) {
            case 0 -> "NOT " + one;
            case 1 -> "(" + one + " AND " + two + ")";
            case 2 -> "(" + one + " OR " + two + ")";
            case 3 -> one + " -" + two;
            default -> one;
        };
    }

    private static String leaf(Random random, ItemTable items) {
        int item = random.nextInt(ITEMS);
        return switch (random.nextInt(7)) {
            case 0 -> "tag:\"" + KEYWORDS.get(random.nextInt(KEYWORDS.size())) + "\"";
            case 1 -> "price:" + bound(random, false, half(random), half(random));
            case 2 -> "price:" + half(random);
            case 3 ->
                "created:"
                        + bound(
                                random,
                                false,
                                START + random.nextInt(40) * DAY / 4,
                                START + random.nextInt(40) * DAY / 4);
            case 4 -> List.of("tag", "price", "title", "created").get(random.nextInt(4)) + ":[* TO *]";
            default -> {
                String text = ((Column.Texts) items.columns().get(2)).value(item);
                int from = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length()) + 1));
                int to = text.offsetByCodePoints(from, random.nextInt(text.codePointCount(from, text.length()) + 1));
                yield "title:\"" + text.substring(from, to).replace("\\", "").replace("\"", "\\\"") + " \"";
            }
        };
    }

    private static String bound(Random random, boolean open, Object from, Object to) {
        return (random.nextBoolean() ? "[" : "{") + (open || random.nextInt(5) == 0 ? "*" : from) + " TO "
                + (random.nextInt(5) == 0 ? "*" : to) + (random.nextBoolean() ? "]" : "}");
    }

    private static double half(Random random) {
        return (random.nextInt(45) - 22) / 2.0;
    }

    private static ItemTable items(Random random) {
        List<String> ids = new ArrayList<>();
        int[] offsets = new int[ITEMS + 1];
        int[] codes = new int[ITEMS * 3];
        double[] prices = new double[ITEMS];
        String[] titles = new String[ITEMS];
        long[] created = new long[ITEMS];
        for (int item = 0; item < ITEMS; item++) {
            ids.add("i" + item);
            int keywords = random.nextInt(4);
            for (int i = 0; i < keywords; i++) {
                codes[offsets[item] + i] = random.nextInt(KEYWORDS.size());
            }
            offsets[item + 1] = offsets[item] + keywords;
            prices[item] = random.nextInt(8) == 0 ? Double.NaN : half(random) * (random.nextBoolean() ? 1 : -1);
            titles[item] = random.nextInt(9) == 0 ? "" : NastyTexts.of(random, 1 + random.nextInt(12));
            created[item] = random.nextInt(8) == 0 ? History.NO_TIME : START + random.nextInt(40) * DAY / 4;
        }
        Schema schema = new Schema(
                List.of(
                        new Field("tag", Field.Type.KEYWORD, Field.Role.NONE),
                        new Field("price", Field.Type.NUMBER, Field.Role.NONE),
                        new Field("title", Field.Type.TEXT, Field.Role.NONE),
                        new Field("created", Field.Type.INSTANT, Field.Role.NONE)),
                List.of(new EventType("view", 1)));
        return new ItemTable(
                schema,
                ids,
                List.of(
                        Column.keywords(KEYWORDS, offsets, Arrays.copyOf(codes, offsets[ITEMS])),
                        Column.numbers(prices),
                        Column.texts(titles),
                        Column.instants(created)));
    }

    private static Catalog catalog(ItemTable items) {
        return new Catalog(
                items,
                new ItemStatistics(new float[ITEMS], new float[ITEMS], new long[ITEMS], START, DAY),
                new FloatVectors(new float[ITEMS], 1),
                SimilarItems.none(ITEMS));
    }
}
