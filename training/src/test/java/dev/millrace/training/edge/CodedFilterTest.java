package dev.millrace.training.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.FoldIn;
import dev.millrace.cascade.feature.FoldInParameters;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.cascade.filter.Clause;
import dev.millrace.cascade.filter.FilterLimits;
import dev.millrace.edge.catalog.EdgeCatalog;
import dev.millrace.edge.filter.ColumnFilter;
import dev.millrace.edge.filter.WordSplitter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds what a bundle's codes match against what the values themselves do: words against whole texts parted, whatever
 * tokens they were coded in, and ranges against each number.
 */
final class CodedFilterTest {
    private static final int ITEMS = 300;
    private static final int[] PHRASES = {1_500, 1_500, 150};
    private static final String[] SHOP = {
        "Red",
        "RED",
        "red",
        "wooden",
        "Heart",
        "heart.",
        "T-Light",
        "don't",
        "3.5",
        "oz",
        "1,000",
        "l'\u00e9t\u00e9",
        "\u0130stanbul",
        "\u212aelvin",
        "kelvin",
        "\u00c9T\u00c9",
        "\u0442\u0435\u0441\u0442",
        "\u0422\u0415\u0421\u0422",
        "\u65e5\u672c\u8a9e",
        "\u30ab\u30bf\u30ab\u30ca",
        "\ud83c\udde9\ud83c\uddea\ud83c\uddeb",
        "(new)",
        "&",
        "-",
        "'",
        "a",
        "A.",
        "art",
        "cart",
        "x_1",
        "C++",
        "\u00ab\u0434\u0430\u00bb",
        "\ud801\udc00\ud801\udc28",
        "a\u0301",
        "\u0e01\u0e31"
    };
    private static final WordSplitter SPLITTER = new WordSplitter();

    private static String shopText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(7); i > 0; i--) {
            text.append(SHOP[random.nextInt(SHOP.length)]).append(random.nextInt(5) == 0 ? "" : " ");
        }
        return text.toString();
    }

    /** Words that touch the bound of a word's length, of few kinds of characters, so that they repeat. */
    private static String longText(Random random) {
        String[] parts = {"a", "ab", "'", ".", " ", "1", "\u00e9", "\u30a2", "\ud801\udc00"};
        StringBuilder text = new StringBuilder();
        while (text.length() < 700) {
            text.append(
                    parts[random.nextInt(parts.length)].repeat(1 + random.nextInt(random.nextInt(90) == 0 ? 300 : 3)));
        }
        return text.toString();
    }

    private static String text(Random random, int kind) {
        return switch (kind) {
            case 0 -> random.nextInt(9) == 0 ? "" : NastyTexts.of(random, 1 + random.nextInt(12));
            case 1 -> shopText(random);
            default -> longText(random);
        };
    }

    /** Words of one of the texts in a row, or of what such a text may have. */
    private static List<String> phrase(Random random, Column.Texts texts, int kind) {
        String text = random.nextInt(4) == 0 ? text(random, kind) : texts.value(random.nextInt(texts.size()));
        int from = random.nextInt(3) == 0
                ? text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length()) + 1))
                : 0;
        List<String> words = SPLITTER.words(text.substring(from));
        int begin = random.nextInt(words.size() + 1);
        int end = Math.min(words.size(), begin + 1 + random.nextInt(random.nextInt(8) == 0 ? 12 : 3));
        return words.subList(begin, end);
    }

    private static ItemSet matching(ColumnFilter filter, Clause.Leaf leaf) {
        ItemSet set = ItemSet.all(ITEMS);
        filter.match(leaf, set);
        return set;
    }

    private static void assertTheSamePhrases(Random random, ItemTable items, ItemTable coded, int kind, String what) {
        Column.Texts texts = (Column.Texts) coded.columns().get(0);
        for (int item = 0; item < ITEMS; item++) {
            assertThat(texts.value(item))
                    .isEqualTo(((Column.Texts) items.columns().get(0)).value(item));
        }
        ColumnFilter expected = new ColumnFilter(items, FilterLimits.DEFAULT);
        ColumnFilter actual = new ColumnFilter(coded, FilterLimits.DEFAULT);
        int matched = 0;
        int asked = 0;
        Set<List<String>> phrases = new HashSet<>();
        while (asked++ < PHRASES[kind]) {
            List<String> phrase = phrase(random, texts, kind);
            if (!phrase.isEmpty() && phrases.add(List.copyOf(phrase))) {
                Clause.Words words = new Clause.Words("title", phrase);
                ItemSet wanted = matching(expected, words);
                assertThat(matching(actual, words).words())
                        .as("%s: %s", what, phrase)
                        .isEqualTo(wanted.words());
                matched += wanted.next(0) >= 0 ? 1 : 0;
            }
        }
        assertThat(matched).as("phrases that match something").isGreaterThan(phrases.size() / 6);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aPhraseIsFoundInTheTokensOfTextsAsInTheTexts(long seed) {
        Random random = new Random(seed);
        int kind = (int) (seed % 3);
        ItemTable items = titled(
                IntStream.range(0, ITEMS).mapToObj(i -> text(random, kind)).toList());
        assertTheSamePhrases(random, items, coded(items), kind, "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aPhraseIsFoundWhereverTextsAreCutIntoTokens(long seed) {
        Random random = new Random(seed);
        int kind = (int) (seed % 3);
        ItemTable items = titled(
                IntStream.range(0, ITEMS).mapToObj(i -> text(random, kind)).toList());
        ItemTable cut = cut(random, items);
        assertTheSamePhrases(random, items, cut, kind, "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void textsOfAsManyTokensEachAreSearchedToo(long seed) {
        Random random = new Random(seed);
        ItemTable items = titled(IntStream.range(0, ITEMS)
                .mapToObj(i -> SHOP[random.nextInt(8)] + " " + SHOP[random.nextInt(8)] + " x")
                .toList());
        assertTheSamePhrases(random, items, coded(items), 1, "seed " + seed);
    }

    @Test
    void textsThatAreAllEmptyHaveNoWord() {
        ItemTable coded =
                coded(titled(IntStream.range(0, ITEMS).mapToObj(i -> "").toList()));
        ColumnFilter filter = new ColumnFilter(coded, FilterLimits.DEFAULT);
        assertThat(matching(filter, new Clause.Words("title", List.of("a"))).next(0))
                .isEqualTo(-1);
    }

    private static double number(Random random, int kind) {
        return switch (kind) {
            case 0 -> random.nextInt(200) - 100;
            case 1 -> (random.nextInt(9_000_000) - 50) / 100.0;
            case 2 -> random.nextGaussian();
            case 3 -> random.nextInt(8) == 0 ? Double.NaN : random.nextInt(300) / 10.0 - 3;
            case 4 ->
                random.nextInt(8) == 0
                        ? Double.NaN
                        : List.of(-0.0, 0.0, 1e300, -1e300, 0.1).get(random.nextInt(5));
            case 5 -> 7;
            default -> (1L << 51) + random.nextInt();
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void aRangeHasTheNumbersBetweenItsBounds(int kind) {
        Random random = new Random(kind);
        double[] numbers =
                IntStream.range(0, ITEMS).mapToDouble(i -> number(random, kind)).toArray();
        ItemTable items = table("price", Field.Type.NUMBER, Column.numbers(numbers));
        ColumnFilter expected = new ColumnFilter(items, FilterLimits.DEFAULT);
        ColumnFilter actual = new ColumnFilter(coded(items), FilterLimits.DEFAULT);
        List<Double> bounds = new ArrayList<>(List.of(
                Double.NEGATIVE_INFINITY,
                -Double.MAX_VALUE,
                -0.0,
                0.0,
                Double.MAX_VALUE,
                Double.POSITIVE_INFINITY,
                Double.NaN));
        for (int i = 0; i < 30; i++) {
            double number = numbers[random.nextInt(ITEMS)];
            bounds.addAll(List.of(number, Math.nextUp(number), Math.nextDown(number)));
        }
        for (double from : bounds) {
            for (double to : bounds) {
                Clause.Numbers range = new Clause.Numbers("price", from, to);
                assertThat(matching(actual, range).words())
                        .as("%s to %s", from, to)
                        .isEqualTo(matching(expected, range).words());
            }
        }
    }

    private static ItemTable titled(List<String> titles) {
        return table("title", Field.Type.TEXT, Column.texts(titles));
    }

    private static ItemTable table(String name, Field.Type type, Column column) {
        Schema schema = new Schema(List.of(new Field(name, type, Field.Role.NONE)), List.of(new EventType("view", 1)));
        List<String> ids =
                IntStream.range(0, ITEMS).mapToObj("i%03d"::formatted).toList();
        return new ItemTable(schema, ids, List.of(column));
    }

    private static BundleParts parts(ItemTable items) {
        Catalog catalog = new Catalog(
                items,
                new ItemStatistics(
                        new float[ITEMS], new float[ITEMS], new long[ITEMS], 1_767_225_600_000L, 86_400_000L),
                new FloatVectors(new float[ITEMS], 1),
                SimilarItems.none(ITEMS));
        FoldIn foldIn = new FoldIn(new FloatVectors(new float[ITEMS], 1), new FoldInParameters(0.5f, 50));
        return new CatalogCoder(catalog, foldIn, IntStream.range(0, ITEMS).toArray())
                .code(new Precision(1, 1, 1, true, Precision.NO_FINE_RANKER));
    }

    private static ItemTable coded(ItemTable items) {
        return EdgeCatalog.read(parts(items)).catalog().items();
    }

    /** Returns the table with texts cut anywhere but within a character. */
    private static ItemTable cut(Random random, ItemTable items) {
        Column.Texts texts = (Column.Texts) items.columns().get(0);
        List<List<String>> rows = new ArrayList<>();
        for (int item = 0; item < ITEMS; item++) {
            int[] characters = texts.value(item).isEmpty()
                    ? new int[0]
                    : (texts.value(item) + " ").codePoints().toArray();
            List<String> row = new ArrayList<>();
            for (int begin = 0; begin < characters.length; ) {
                int end = Math.min(characters.length, begin + random.nextInt(random.nextInt(4) == 0 ? 20 : 5));
                row.add(new String(characters, begin, end - begin));
                begin = end;
            }
            rows.add(row);
        }
        List<String> strings =
                StringsCoder.sorted(rows.stream().flatMap(List::stream).toList());
        Numbering<String> codes = new Numbering<>(strings);
        PartWriter part = new PartWriter().int32(strings.size());
        StringsCoder.write(part, strings);
        part.int32(strings.size()).codes(IntStream.range(0, strings.size()).toArray());
        RowValues values = new RowValues(ITEMS);
        for (int item = 0; item < ITEMS; item++) {
            for (String token : rows.get(item)) {
                values.add(item, codes.of(token));
            }
        }
        values.write(part);
        ColumnCoder.terms(part, new int[strings.size()], new float[1]);
        return EdgeCatalog.read(new BundleParts().putAll(parts(items)).put(EdgeCatalog.column(0), part.toByteArray()))
                .catalog()
                .items();
    }
}
