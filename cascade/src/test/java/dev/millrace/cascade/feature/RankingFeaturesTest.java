package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankingFeaturesTest {
    private static final int ITEMS = 60;
    private static final long DAY = 86_400_000L;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void everyFeatureEqualsItsBruteForceTwin(long seed) {
        Random random = new Random(seed);
        Catalog catalog = catalog(random);
        RankingFeatures features = new RankingFeatures(catalog);
        for (int trial = 0; trial < 5; trial++) {
            Query query = query(random, trial == 0 ? 0 : random.nextInt(260), trial % 2 == 0);
            Candidates candidates = candidates(random, 1 + random.nextInt(ITEMS));
            features.build(query, candidates);
            for (int row = 0; row < candidates.size(); row++) {
                Map<String, Double> expected = twin(catalog, query, candidates.ordinal(row));
                assertThat(features.names()).containsExactlyInAnyOrderElementsOf(expected.keySet());
                for (int column = 0; column < features.names().size(); column++) {
                    String name = features.names().get(column);
                    double value = candidates.features()[row * candidates.featureWidth() + column];
                    double wanted = java.util.Objects.requireNonNull(expected.get(name));
                    if (Double.isNaN(wanted)) {
                        assertThat(value).as(name + ", seed " + seed).isNaN();
                    } else {
                        assertThat(value)
                                .as(name + ", seed " + seed)
                                .isCloseTo(wanted, within(1e-4 * Math.max(1, Math.abs(wanted))));
                    }
                }
            }
        }
    }

    @Test
    void aRowDependsOnTheItemAloneNotOnItsSourceItsScoreOrItsCompany() {
        Random random = new Random(7);
        RankingFeatures features = new RankingFeatures(catalog(random));
        Query query = query(random, 40, true);
        Candidates recommended = new Candidates();
        for (int item = 0; item < ITEMS; item++) {
            recommended.add(item, Source.USER.bit() | Source.SIMILAR.bit(), random.nextFloat());
        }
        Candidates ranked = new Candidates();
        for (int item : new int[] {30, 2, 59}) {
            ranked.add(item, Source.CALLER.bit(), 0);
        }
        features.build(query, recommended);
        features.build(query, ranked);
        for (int row = 0; row < ranked.size(); row++) {
            for (int column = 0; column < ranked.featureWidth(); column++) {
                assertThat(ranked.features()[row * ranked.featureWidth() + column])
                        .as(features.names().get(column))
                        .isEqualTo(Float.valueOf(
                                recommended.features()[ranked.ordinal(row) * recommended.featureWidth() + column]));
            }
        }
    }

    @Test
    void ordinalsMayBeRenumberedWithoutAnyFeatureChanging() {
        // Were an id's magnitude a feature, reversing all ordinals would show it.
        Random random = new Random(11);
        List<EventType> types = List.of(new EventType("view", 1));
        Schema schema = new Schema(List.of(new Field("category", Field.Type.KEYWORD, Field.Role.CATEGORY)), types);
        int[] category = random.ints(ITEMS, 0, 5).toArray();
        float[] vectors = gaussians(random, ITEMS * 4);
        float[] counts = gaussians(random, ITEMS);
        Candidates straight = builtWith(schema, category, vectors, counts, false);
        Candidates reversed = builtWith(schema, category, vectors, counts, true);
        for (int row = 0; row < ITEMS; row++) {
            for (int column = 0; column < straight.featureWidth(); column++) {
                assertThat(reversed.features()[row * straight.featureWidth() + column])
                        .isEqualTo(Float.valueOf(straight.features()[row * straight.featureWidth() + column]));
            }
        }
    }

    private static Candidates builtWith(
            Schema schema, int[] category, float[] vectors, float[] counts, boolean reverse) {
        int[] codes = new int[ITEMS];
        float[] values = new float[ITEMS * 4];
        float[] itemCounts = new float[ITEMS];
        List<String> ids = new ArrayList<>();
        int[] offsets = new int[ITEMS + 1];
        long[] noTimes = new long[ITEMS];
        for (int at = 0; at < ITEMS; at++) {
            int from = reverse ? ITEMS - 1 - at : at;
            codes[at] = category[from];
            System.arraycopy(vectors, from * 4, values, at * 4, 4);
            itemCounts[at] = Math.abs(counts[from]);
            ids.add("i" + from);
            offsets[at + 1] = at + 1;
            noTimes[at] = History.NO_TIME;
        }
        Column column = Column.keywords(List.of("a", "b", "c", "d", "e"), offsets, codes);
        Catalog catalog = new Catalog(
                new ItemTable(schema, ids, List.of(column)),
                new ItemStatistics(itemCounts, itemCounts, noTimes, History.NO_TIME, 0),
                new FloatVectors(values, 4),
                SimilarItems.none(ITEMS));
        int[] items = {3, 17, 50, 3};
        Candidates candidates = new Candidates();
        for (int at = 0; at < ITEMS; at++) {
            candidates.add(reverse ? ITEMS - 1 - at : at, 1, 0);
        }
        for (int i = 0; reverse && i < items.length; i++) {
            items[i] = ITEMS - 1 - items[i];
        }
        long[] times = {History.NO_TIME, History.NO_TIME, History.NO_TIME, History.NO_TIME};
        Query query = new Query(
                new History(items, new byte[4], times),
                new float[] {1, 2, 3, 4},
                Eligible.everything(ITEMS),
                History.NO_TIME,
                Map.of());
        new RankingFeatures(catalog).build(query, candidates);
        return candidates;
    }

    @Test
    void eightThreadsBuildTheSameRows() throws InterruptedException {
        Random random = new Random(5);
        RankingFeatures features = new RankingFeatures(catalog(random));
        List<Query> queries = new ArrayList<>();
        List<float[]> expected = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            queries.add(query(random, random.nextInt(100), true));
            expected.add(all(features, queries.get(i)));
        }
        Set<String> failures = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(8);
        for (int t = 0; t < 8; t++) {
            int offset = t;
            new Thread(() -> {
                        for (int i = 0; i < 400; i++) {
                            int at = (i + offset) % queries.size();
                            if (!Arrays.equals(all(features, queries.get(at)), expected.get(at))) {
                                failures.add("query " + at);
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        assertThat(failures).isEmpty();
    }

    private static float[] all(RankingFeatures features, Query query) {
        Candidates candidates = new Candidates();
        for (int item = 0; item < ITEMS; item++) {
            candidates.add(item, 1, 0);
        }
        features.build(query, candidates);
        return Arrays.copyOf(candidates.features(), ITEMS * candidates.featureWidth());
    }

    private static Catalog catalog(Random random) {
        Schema schema = new Schema(
                List.of(
                        new Field("title", Field.Type.TEXT, Field.Role.TITLE),
                        new Field("category", Field.Type.KEYWORD, Field.Role.CATEGORY),
                        new Field("brand", Field.Type.KEYWORD, Field.Role.BRAND),
                        new Field("price", Field.Type.NUMBER, Field.Role.PRICE)),
                List.of(new EventType("view", 1), new EventType("purchase", 5)));
        String[] words = {"red", "BLUE", "clock", "large", "a", "mug", "tea-pot"};
        String[] titles = new String[ITEMS];
        double[] prices = new double[ITEMS];
        List<String> ids = new ArrayList<>();
        for (int item = 0; item < ITEMS; item++) {
            ids.add("i" + item);
            StringBuilder title = new StringBuilder();
            for (int k = random.nextInt(5); k > 0; k--) {
                title.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : ", ");
            }
            titles[item] = title.toString();
            prices[item] = random.nextInt(5) == 0 ? Double.NaN : random.nextInt(6) == 0 ? 0 : random.nextDouble() * 90;
        }
        float[] vectors = gaussians(random, ITEMS * 5);
        Arrays.fill(vectors, 15, 20, 0);
        long[] firstSeen = new long[ITEMS];
        float[] counts = new float[ITEMS];
        float[] recent = new float[ITEMS];
        for (int item = 0; item < ITEMS; item++) {
            firstSeen[item] = random.nextInt(8) == 0 ? History.NO_TIME : random.nextInt(1000) * DAY;
            counts[item] = random.nextInt(50);
            recent[item] = random.nextInt(1 + (int) counts[item]);
        }
        return new Catalog(
                new ItemTable(
                        schema,
                        ids,
                        List.of(
                                Column.texts(titles),
                                keywords(random, 7, 3),
                                keywords(random, 4, 1),
                                Column.numbers(prices))),
                new ItemStatistics(counts, recent, firstSeen, 900 * DAY, 30 * DAY),
                new FloatVectors(vectors, 5),
                similar(random));
    }

    private static Column.Keywords keywords(Random random, int distinct, int most) {
        List<String> dictionary = new ArrayList<>();
        for (int code = 0; code < distinct; code++) {
            dictionary.add("k" + code);
        }
        int[] offsets = new int[ITEMS + 1];
        int[] codes = new int[ITEMS * most];
        for (int item = 0; item < ITEMS; item++) {
            offsets[item + 1] = offsets[item];
            for (int k = random.nextInt(most + 1); k > 0; k--) {
                codes[offsets[item + 1]++] = random.nextInt(distinct);
            }
        }
        return Column.keywords(dictionary, offsets, Arrays.copyOf(codes, offsets[ITEMS]));
    }

    private static SimilarItems similar(Random random) {
        int[] offsets = new int[ITEMS + 1];
        List<Integer> neighbours = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        for (int item = 0; item < ITEMS; item++) {
            for (int other = 0; other < ITEMS; other++) {
                if (other != item && random.nextInt(4) == 0) {
                    neighbours.add(other);
                    weights.add(random.nextFloat() + 0.01f);
                }
            }
            offsets[item + 1] = neighbours.size();
        }
        float[] values = new float[weights.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = weights.get(i);
        }
        return SimilarItems.of(
                offsets, neighbours.stream().mapToInt(Integer::intValue).toArray(), values);
    }

    private static float[] gaussians(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static Query query(Random random, int events, boolean timed) {
        int[] items = random.ints(events, 0, ITEMS).toArray();
        byte[] types = new byte[events];
        long[] times = new long[events];
        long time = 500 * DAY;
        for (int i = 0; i < events; i++) {
            types[i] = (byte) random.nextInt(2);
            time += random.nextInt(3) == 0 ? 0 : random.nextInt(5 * (int) DAY);
            times[i] = timed ? time : History.NO_TIME;
        }
        return new Query(
                new History(items, types, times),
                events == 0 ? new float[0] : gaussians(random, 5),
                Eligible.everything(ITEMS),
                timed ? time + random.nextInt((int) DAY) : History.NO_TIME,
                Map.of());
    }

    private static Candidates candidates(Random random, int size) {
        Candidates candidates = new Candidates();
        Set<Integer> items = new HashSet<>();
        while (items.size() < size) {
            items.add(random.nextInt(ITEMS));
        }
        items.forEach(item -> candidates.add(item, 1, random.nextFloat()));
        return candidates;
    }

    /** Every feature spelled out from its definition, one item at a time, in double precision. */
    private static Map<String, Double> twin(Catalog catalog, Query query, int item) {
        Map<String, Double> twin = new LinkedHashMap<>();
        History history = query.history();
        int size = history.size();
        int first = Math.max(0, size - 200);
        vectors(twin, FloatVectors.of(catalog.vectors()), query, item);
        similarities(twin, catalog, history, first, item);
        twin.put("item.popularity", Math.log(1 + catalog.statistics().count(item)));
        twin.put("item.recent", Math.log(1 + catalog.statistics().recentCount(item)));
        twin.put("item.trend", twin.get("item.recent") - twin.get("item.popularity"));
        twin.put("item.age", days(catalog.statistics().firstSeen(item), query.nowMillis()));
        prices(twin, catalog, history, first, item);
        ItemTable items = catalog.items();
        terms(twin, "category", terms(items.keywords(Field.Role.CATEGORY).orElseThrow()), history, first, item);
        terms(twin, "brand", terms(items.keywords(Field.Role.BRAND).orElseThrow()), history, first, item);
        terms(twin, "title", words(items.texts(Field.Role.TITLE).orElseThrow()), history, first, item);
        int count = 0;
        int latest = -1;
        Set<Integer> distinct = new HashSet<>();
        for (int i = first; i < size; i++) {
            distinct.add(history.item(i));
            if (history.item(i) == item) {
                count++;
                latest = i;
            }
        }
        twin.put("repeat.count", Math.log(1 + count));
        twin.put("repeat.days", latest < 0 ? Double.NaN : days(history.timestamp(latest), query.nowMillis()));
        twin.put("repeat.visits", latest < 0 ? Double.NaN : Math.log(1 + visitsSince(history, latest)));
        twin.put("history.events", Math.log(1 + size - first));
        twin.put("history.days", size == 0 ? Double.NaN : days(history.timestamp(size - 1), query.nowMillis()));
        twin.put("history.repeats", size == 0 ? Double.NaN : 1 - distinct.size() / (double) (size - first));
        return twin;
    }

    private static void vectors(Map<String, Double> twin, FloatVectors vectors, Query query, int item) {
        double[] own = vector(vectors, item);
        double[] user = new double[5];
        for (int d = 0; d < query.userVector().length; d++) {
            user[d] = query.userVector()[d];
        }
        twin.put("user.dot", query.cold() ? Double.NaN : dot(user, own));
        twin.put("user.cosine", cosine(user, own));
        twin.put("newest.cosine", cosine(direction(vectors, query.history(), 1), own));
        twin.put("newest5.cosine", cosine(direction(vectors, query.history(), 5), own));
    }

    private static double[] direction(FloatVectors vectors, History history, int newest) {
        double[] sum = new double[5];
        for (int i = Math.max(0, history.size() - newest); i < history.size(); i++) {
            double[] vector = vector(vectors, history.item(i));
            double norm = Math.sqrt(dot(vector, vector));
            for (int d = 0; d < 5 && norm > 0; d++) {
                sum[d] += vector[d] / norm;
            }
        }
        return sum;
    }

    private static double[] vector(FloatVectors vectors, int item) {
        double[] vector = new double[5];
        for (int d = 0; d < 5; d++) {
            vector[d] = vectors.values()[item * 5 + d];
        }
        return vector;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }

    private static double cosine(double[] a, double[] b) {
        double norms = Math.sqrt(dot(a, a) * dot(b, b));
        return norms == 0 ? Double.NaN : dot(a, b) / norms;
    }

    private static void similarities(Map<String, Double> twin, Catalog catalog, History history, int first, int item) {
        String[] names = {
            "similar.newest",
            "similar.newest5",
            "similar.newest20",
            "similar.all",
            "similar.recency",
            "similar.largest",
            "similar.of.view",
            "similar.of.purchase"
        };
        Map<String, Double> sums = new TreeMap<>();
        for (String name : names) {
            sums.put(name, history.isEmpty() ? Double.NaN : 0);
        }
        SimilarItems similar = catalog.similar();
        for (int i = first; i < history.size(); i++) {
            int back = visitsSince(history, i);
            for (int at = similar.begin(history.item(i)); at < similar.end(history.item(i)); at++) {
                if (similar.neighbour(at) == item) {
                    double weight = similar.weight(at);
                    sums.merge("similar.newest", back == 0 ? weight : 0, Double::sum);
                    sums.merge("similar.newest5", back < 5 ? weight : 0, Double::sum);
                    sums.merge("similar.newest20", back < 20 ? weight : 0, Double::sum);
                    sums.merge("similar.all", weight, Double::sum);
                    sums.merge("similar.recency", weight / (1 + back), Double::sum);
                    sums.merge("similar.largest", weight, Math::max);
                    sums.merge(history.type(i) == 0 ? "similar.of.view" : "similar.of.purchase", weight, Double::sum);
                }
            }
        }
        twin.putAll(sums);
    }

    private static int visitsSince(History history, int event) {
        if (history.timestamp(event) == History.NO_TIME) {
            return history.size() - 1 - event;
        }
        Set<Long> later = new HashSet<>();
        for (int i = event; i < history.size(); i++) {
            later.add(history.timestamp(i));
        }
        return later.size() - 1;
    }

    private static void prices(Map<String, Double> twin, Catalog catalog, History history, int first, int item) {
        Column.Numbers column = catalog.items().numbers(Field.Role.PRICE).orElseThrow();
        List<Double> paid = new ArrayList<>();
        for (int i = first; i < history.size(); i++) {
            if (column.value(history.item(i)) > 0) {
                paid.add(Math.log(column.value(history.item(i))));
            }
        }
        double price = column.value(item) > 0 ? Math.log(column.value(item)) : Double.NaN;
        var statistics = paid.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        boolean none = paid.isEmpty();
        twin.put("price", price);
        twin.put("price.over.mean", none ? Double.NaN : price - statistics.getAverage());
        twin.put("price.over.lowest", none ? Double.NaN : price - statistics.getMin());
        twin.put("price.over.highest", none ? Double.NaN : price - statistics.getMax());
    }

    private static List<Set<String>> terms(Column.Keywords column) {
        List<Set<String>> terms = new ArrayList<>();
        for (int i = 0; i < column.size(); i++) {
            terms.add(new HashSet<>(column.values(i)));
        }
        return terms;
    }

    private static List<Set<String>> words(Column.Texts column) {
        List<Set<String>> terms = new ArrayList<>();
        for (int i = 0; i < column.size(); i++) {
            Set<String> words = new HashSet<>(
                    List.of(column.value(i).toLowerCase(Locale.ROOT).split("[^a-z0-9]+")));
            words.removeIf(word -> word.length() < 2);
            terms.add(words);
        }
        return terms;
    }

    private static void terms(
            Map<String, Double> twin, String name, List<Set<String>> terms, History history, int first, int item) {
        twin.put(name + ".affinity", affinity(terms, history, first, item));
        twin.put(name + ".affinity5", affinity(terms, history, Math.max(0, history.size() - 5), item));
    }

    private static double affinity(List<Set<String>> terms, History history, int first, int item) {
        double sum = 0;
        double total = 0;
        for (String term : terms.get(item)) {
            long having = terms.stream().filter(set -> set.contains(term)).count();
            double information = Math.log(1.05 + ITEMS / (1.0 + having));
            double share = 0;
            double events = 0;
            for (int i = first; i < history.size(); i++) {
                events += terms.get(history.item(i)).isEmpty() ? 0 : 1;
                share += terms.get(history.item(i)).contains(term) ? 1 : 0;
            }
            sum += information * share / events;
            total += information;
        }
        return total == 0 ? Double.NaN : sum / total;
    }

    private static double days(long then, long now) {
        return then == History.NO_TIME || now == History.NO_TIME
                ? Double.NaN
                : Math.log(1 + Math.max(0, now - then) / (double) DAY);
    }
}
