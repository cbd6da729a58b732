package dev.millrace.training.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.cascade.feature.Terms;
import dev.millrace.edge.catalog.CodedVectors;
import dev.millrace.edge.catalog.EdgeCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogCoderTest {
    private static final int DIMENSION = 12;
    private static final int NEIGHBOURS = 2;

    private final Random random = new Random(41);
    private final RandomCatalog all = new RandomCatalog(700, DIMENSION, 40);
    private final ItemTable table = all.catalog.items();
    private final CatalogCoder coder =
            new CatalogCoder(all.catalog, all.foldIn, slice(all.catalog.items().size()));
    private final int[] origin = coder.items();
    private final EdgeCatalog coded = EdgeCatalog.read(coder.code(new Precision(DIMENSION, 6, NEIGHBOURS, true, -1)));
    private final Catalog read = coded.catalog();

    private int[] slice(int size) {
        return IntStream.range(0, size).filter(item -> random.nextInt(3) > 0).toArray();
    }

    @Test
    void idsAreSortedByTheirBytesAndFoundAgain() {
        List<String> ids = read.items().ids();
        assertThat(ids).hasSize(origin.length).isSortedAccordingTo(StringsCoder.order());
        for (int item = 0; item < origin.length; item++) {
            assertThat(ids.get(item)).isEqualTo(table.id(origin[item]));
            assertThat(read.items().ordinal(ids.get(item))).isEqualTo(item);
        }
    }

    @Test
    void anIdThatIsNotInTheSliceIsNotFound() {
        for (int item = 0; item < table.size(); item++) {
            int wanted = item;
            if (IntStream.of(origin).noneMatch(chosen -> chosen == wanted)) {
                assertThat(read.items().ordinal(table.id(item))).isEqualTo(-1);
            }
        }
        for (String stranger : List.of("0", "i", "zzz", "\uffff\uffff\uffff", "the-same-long-prefix-of-many-ids-")) {
            assertThat(read.items().ordinal(stranger)).as(stranger).isEqualTo(-1);
        }
    }

    @Test
    void everyAttributeComesBackAsItWas() {
        for (int item = 0; item < origin.length; item++) {
            assertThat(read.items().attributes(item)).isEqualTo(table.attributes(origin[item]));
        }
    }

    @Test
    void keywordsAreFoundInTheirDictionary() {
        Column.Keywords column =
                (Column.Keywords) read.items().column("category").orElseThrow();
        for (int code = 0; code < column.dictionary().size(); code++) {
            assertThat(column.dictionary().indexOf(column.dictionary().get(code)))
                    .isEqualTo(code);
        }
        assertThat(column.dictionary()).doesNotContain("k");
    }

    @Test
    void termsSayWhatTheySayInTheRelease() {
        Column.Texts texts = (Column.Texts) read.items().column("title").orElseThrow();
        Column.Texts before = (Column.Texts) table.column("title").orElseThrow();
        compare(texts.words(), before.words());
        Column.Keywords keywords =
                (Column.Keywords) read.items().column("category").orElseThrow();
        Column.Keywords keywordsBefore =
                (Column.Keywords) table.column("category").orElseThrow();
        compare(keywords.terms(), keywordsBefore.terms());
    }

    /** Codes differ, so items are compared by what their terms say, and pairs of items by what they share. */
    private void compare(Terms terms, Terms before) {
        for (int item = 0; item < origin.length; item++) {
            assertThat(said(terms, item)).isEqualTo(said(before, origin[item]));
        }
        for (int pair = 0; pair < 20_000; pair++) {
            int a = random.nextInt(origin.length);
            int b = random.nextInt(origin.length);
            assertThat(shared(terms, a, b)).isEqualTo(shared(before, origin[a], origin[b]));
        }
    }

    private static List<Float> said(Terms terms, int item) {
        List<Float> said = new ArrayList<>();
        for (int at = terms.begin(item); at < terms.end(item); at++) {
            float information = terms.information(terms.code(at));
            if (information > 0) {
                said.add(information);
            }
        }
        Collections.sort(said);
        return said;
    }

    private static List<Float> shared(Terms terms, int a, int b) {
        List<Float> shared = new ArrayList<>();
        for (int at = terms.begin(a); at < terms.end(a); at++) {
            for (int other = terms.begin(b); other < terms.end(b); other++) {
                float information = terms.information(terms.code(at));
                if (terms.code(at) == terms.code(other) && information > 0) {
                    shared.add(information);
                }
            }
        }
        Collections.sort(shared);
        return shared;
    }

    @Test
    void statisticsAreTheReleases() {
        for (int item = 0; item < origin.length; item++) {
            assertThat(read.statistics().count(item))
                    .isEqualTo(all.catalog.statistics().count(origin[item]));
            assertThat(read.statistics().recentCount(item))
                    .isEqualTo(all.catalog.statistics().recentCount(origin[item]));
            long first = all.catalog.statistics().firstSeen(origin[item]);
            if (first == History.NO_TIME) {
                assertThat(read.statistics().firstSeen(item)).isEqualTo(History.NO_TIME);
            } else {
                assertThat(read.statistics().firstSeen(item)).isBetween(first - (1L << 35) / 65_000, first);
            }
        }
        assertThat(read.statistics().dataEndMillis())
                .isEqualTo(all.catalog.statistics().dataEndMillis());
        assertThat(read.statistics().recentWindowMillis())
                .isEqualTo(all.catalog.statistics().recentWindowMillis());
    }

    @Test
    void similarListsKeepTheNeighboursThatSayMost() {
        Map<Integer, Integer> ordinals = new TreeMap<>();
        for (int item = 0; item < origin.length; item++) {
            ordinals.put(origin[item], item);
        }
        SimilarItems before = all.catalog.similar();
        double leastKept = Double.POSITIVE_INFINITY;
        double mostLeftOut = 0;
        for (int item = 0; item < origin.length; item++) {
            int at = read.similar().begin(item);
            for (int other = before.begin(origin[item]); other < before.end(origin[item]); other++) {
                Integer neighbour = ordinals.get(before.neighbour(other));
                if (neighbour != null) {
                    float weight = before.weight(other);
                    double worth = weight
                            * (1 + all.catalog.statistics().count(origin[item]))
                            * Math.sqrt(1 + all.catalog.statistics().count(before.neighbour(other)));
                    boolean kept =
                            at < read.similar().end(item) && read.similar().neighbour(at) == neighbour;
                    if (kept) {
                        assertThat(read.similar().weight(at++)).isCloseTo(weight, within(0.03f * weight));
                        leastKept = Math.min(leastKept, worth);
                    } else {
                        mostLeftOut = Math.max(mostLeftOut, worth);
                    }
                }
            }
            assertThat(at)
                    .as("nothing else is in the list of %s", item)
                    .isEqualTo(read.similar().end(item));
        }
        assertThat(leastKept).isGreaterThanOrEqualTo(mostLeftOut * (1 - 1e-6));
        assertThat(mostLeftOut).isPositive();
        int pairs = read.similar().end(origin.length - 1);
        assertThat(pairs).isBetween(NEIGHBOURS * origin.length * 99 / 100, NEIGHBOURS * origin.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6})
    void ofNeighboursThatSayAsMuchTheFirstAreKept(int most) {
        int size = all.catalog.items().size();
        int[] offsets = new int[size + 1];
        int[] neighbours = new int[6 * size];
        for (int item = 0; item < size; item++) {
            offsets[item + 1] = 6 * (item + 1);
            for (int i = 0; i < 6; i++) {
                neighbours[6 * item + i] = (item + 1 + i) % size;
            }
        }
        float[] weights = new float[neighbours.length];
        Arrays.fill(weights, 0.5f);
        ItemStatistics statistics =
                new ItemStatistics(new float[size], new float[size], new long[size], 1_740_000_000_000L, 86_400_000L);
        Catalog alike = new Catalog(
                all.catalog.items(), statistics, all.catalog.vectors(), SimilarItems.of(offsets, neighbours, weights));
        int[] everything = IntStream.range(0, size).toArray();
        EdgeCatalog edge = EdgeCatalog.read(
                new CatalogCoder(alike, all.foldIn, everything).code(new Precision(DIMENSION, 6, most, true, -1)));
        SimilarItems kept = edge.catalog().similar();
        assertThat(kept.end(size - 1)).isEqualTo(most * size);
        assertThat(kept.end(0) - kept.begin(0)).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 6, 9, 12})
    void innerProductsAreThoseOfTheDecodedVectors(int bytes) {
        CodedOracle oracle = new CodedOracle(all, bytes);
        CodedVectors vectors = oracle.vectors();
        FloatVectors decoded = FloatVectors.of(vectors);
        float[][] queries = new float[3][DIMENSION];
        for (float[] query : queries) {
            for (int i = 0; i < DIMENSION; i++) {
                query[i] = (float) random.nextGaussian();
            }
        }
        float[] table = new float[vectors.groups() * vectors.entries()];
        vectors.table(queries[0], table);
        float[] scores = new float[vectors.size()];
        vectors.scores(table, 0, vectors.size(), vectors.codes(), new byte[vectors.size() * vectors.groups()], scores);
        float[] three = new float[3];
        for (int item = 0; item < vectors.size(); item++) {
            float expected = decoded.dot(item, queries[0]);
            assertThat(vectors.dot(item, queries[0])).isCloseTo(expected, within(1e-4f));
            assertThat(scores[item]).isCloseTo(expected, within(1e-4f));
            assertThat(vectors.dot(item, 3)).isCloseTo(decoded.dot(item, 3), within(1e-4f));
            vectors.dots(item, queries[0], queries[1], queries[2], three);
            for (int i = 0; i < 3; i++) {
                assertThat(three[i]).isEqualTo(vectors.dot(item, queries[i]));
            }
        }
    }

    @Test
    void moreBytesMeanLessError() {
        double last = Double.POSITIVE_INFINITY;
        for (int bytes : new int[] {2, 3, 4, 6, 9, 12}) {
            double error = new CodedOracle(all, bytes).relativeError();
            assertThat(error).as("%s bytes", bytes).isLessThan(last);
            last = error;
        }
        assertThat(last).as("a byte a number").isLessThan(2e-4);
    }

    @Test
    void aUserVectorIsThatOfTheReleaseTurnedAndRounded() {
        EdgeCatalog precise = EdgeCatalog.read(coder.code(new Precision(DIMENSION, DIMENSION, 5, true, -1)));
        for (int user = 0; user < 50; user++) {
            int size = 1 + random.nextInt(30);
            int[] items = new int[size];
            Arrays.setAll(items, i -> random.nextInt(origin.length));
            int[] before = Arrays.stream(items).map(item -> origin[item]).toArray();
            byte[] types = new byte[size];
            long[] times = new long[size];
            Arrays.fill(times, History.NO_TIME);
            float[] weights = new float[size];
            Arrays.fill(weights, 1);
            float[] expected = all.foldIn.fold(before, weights, size);
            float[] actual = precise.userVectors().of(new History(items, types, times), History.NO_TIME);
            for (int item = 0; item < origin.length; item++) {
                assertThat(precise.catalog().vectors().dot(item, actual))
                        .isCloseTo(all.catalog.vectors().dot(origin[item], expected), within(0.15f));
            }
        }
    }

    @Test
    void theSameCatalogueGivesTheSameBytes() {
        BundleParts again = new CatalogCoder(all.catalog, all.foldIn, origin)
                .code(new Precision(DIMENSION, 6, NEIGHBOURS, true, -1));
        BundleParts once = coder.code(new Precision(DIMENSION, 6, NEIGHBOURS, true, -1));
        assertThat(again.all().keySet()).isEqualTo(once.all().keySet());
        once.all()
                .forEach((name, bytes) ->
                        assertThat(again.all().get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void aCatalogueOfNoItemsIsCodedToo() {
        CatalogCoder none = new CatalogCoder(all.catalog, all.foldIn, new int[0]);
        assertThat(EdgeCatalog.read(none.code(new Precision(12, 6, NEIGHBOURS, true, -1)))
                        .catalog()
                        .items()
                        .size())
                .isZero();
    }
}
