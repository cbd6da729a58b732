package dev.millrace.server;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.ItemFilter;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.Retriever;
import dev.millrace.cascade.UserHistories;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Features;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.policy.Policy;
import dev.millrace.cascade.release.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A small shop behind a real cascade: items {@code i0..}, categories {@code books, games, music}, stages that look at
 * every item. A request whose context says {@code hold} waits in its features stage for {@link #letGo()}; one that says
 * {@code fail} fails there. The filter {@code category:broken} fails.
 */
public final class FakeShop {
    public static final int ITEMS = 300;
    public static final long DATA_END = 1_700_000_000_000L;

    private static final int DIMENSION = 6;
    private static final List<String> CATEGORIES = List.of("books", "games", "music");

    private final String version;
    private final Catalog catalog;
    private final Semaphore held = new Semaphore(0);
    private final Semaphore free = new Semaphore(0);

    public FakeShop(long dataEndMillis) {
        this("fake-1", dataEndMillis, "");
    }

    /** Creates a shop whose titles end in {@code mark}. */
    public FakeShop(String version, long dataEndMillis, String mark) {
        this.version = version;
        this.catalog = catalog(dataEndMillis, mark);
    }

    public Catalog catalog() {
        return catalog;
    }

    public Cascade cascade(UserHistories histories) {
        return cascade(histories, stages -> stages);
    }

    /** Returns a cascade with some stages replaced. */
    public Cascade cascade(UserHistories histories, UnaryOperator<Cascade.Stages> change) {
        return new Cascade(
                version,
                catalog,
                change.apply(new Cascade.Stages(
                        new CategoryFilter(),
                        this::userVector,
                        new BruteForceRetriever(),
                        new GatedFeatures(),
                        new DotProduct(true),
                        new DotProduct(false),
                        Policy.NONE)),
                new Cascade.Widths(100, 40, 20),
                histories);
    }

    public Manifest manifest() {
        return new Manifest(
                Manifest.FORMAT,
                version,
                "2026-11-23T00:00:00Z",
                "00",
                DIMENSION,
                ITEMS,
                Map.of(),
                new JsonObject().put("events", 1000),
                new JsonObject().put("cascade", new JsonObject().put("ndcg@10", 0.05)));
    }

    /** Waits until {@code requests} more requests are held. */
    public void awaitHeld(int requests) throws InterruptedException {
        held.acquire(requests);
    }

    /** Lets one held request, or the next one, go on. */
    public void letGo() {
        free.release();
    }

    private static Catalog catalog(long dataEndMillis, String mark) {
        Random random = new Random(7);
        List<String> ids = new ArrayList<>();
        List<String> titles = new ArrayList<>();
        double[] prices = new double[ITEMS];
        long[] created = new long[ITEMS];
        int[] offsets = new int[ITEMS + 1];
        int[] codes = new int[ITEMS];
        float[] vectors = new float[ITEMS * DIMENSION];
        float[] counts = new float[ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            ids.add("i" + i);
            titles.add("Item \"" + i + "\" for Zoë" + mark);
            prices[i] = i % 10 == 3 ? Double.NaN : 1 + i % 40;
            created[i] = i % 7 == 0 ? History.NO_TIME : DATA_END - i * 1000L;
            offsets[i + 1] = i + 1;
            codes[i] = i % CATEGORIES.size();
            counts[i] = ITEMS - i;
            for (int d = 0; d < DIMENSION; d++) {
                vectors[i * DIMENSION + d] = (float) random.nextGaussian() * 0.3f + (d == codes[i] ? 1 : 0);
            }
        }
        Schema schema = new Schema(
                List.of(
                        new Field("title", Field.Type.TEXT, Field.Role.TITLE),
                        new Field("category", Field.Type.KEYWORD, Field.Role.CATEGORY),
                        new Field("price", Field.Type.NUMBER, Field.Role.PRICE),
                        new Field("created", Field.Type.INSTANT, Field.Role.CREATED)),
                List.of(new EventType("view", 1), new EventType("purchase", 3)));
        ItemTable table = new ItemTable(
                schema,
                ids,
                List.of(
                        Column.texts(titles.toArray(String[]::new)),
                        Column.keywords(CATEGORIES, offsets, codes),
                        Column.numbers(prices),
                        Column.instants(created)));
        return new Catalog(
                table,
                new ItemStatistics(counts, new float[ITEMS], created, dataEndMillis, 0),
                new FloatVectors(vectors, DIMENSION),
                chain());
    }

    /** Item i is followed by the two after it. */
    private static SimilarItems chain() {
        int[] offsets = IntStream.rangeClosed(0, ITEMS).map(i -> 2 * i).toArray();
        int[] neighbours = IntStream.range(0, 2 * ITEMS)
                .map(at -> (at / 2 + 1 + at % 2) % ITEMS)
                .toArray();
        float[] weights = new float[2 * ITEMS];
        for (int at = 0; at < weights.length; at++) {
            weights[at] = at % 2 == 0 ? 0.9f : 0.4f;
        }
        return SimilarItems.of(offsets, neighbours, weights);
    }

    private float[] userVector(History history, long nowMillis) {
        if (history.isEmpty()) {
            return new float[0];
        }
        float[] mean = new float[DIMENSION];
        for (int item : history.items()) {
            for (int d = 0; d < DIMENSION; d++) {
                mean[d] += FloatVectors.of(catalog.vectors()).values()[item * DIMENSION + d] / history.size();
            }
        }
        return mean;
    }

    private final class BruteForceRetriever implements Retriever {
        @Override
        public Retrieval retrieve(Query query, int width, Candidates into) {
            Eligible eligible = query.eligible();
            List<Integer> items = new ArrayList<>();
            for (int item = eligible.next(0); item >= 0; item = eligible.next(item + 1)) {
                items.add(item);
            }
            Comparator<Integer> order = query.cold()
                    ? Comparator.comparingDouble(item -> -catalog.statistics().popularity(item))
                    : Comparator.comparingDouble(item -> -catalog.vectors().dot(item, query.userVector()));
            items.sort(order);
            for (int item : items.subList(0, Math.min(width, items.size()))) {
                into.add(
                        item,
                        (query.cold() ? Source.POPULAR : Source.USER).bit(),
                        query.cold()
                                ? catalog.statistics().popularity(item)
                                : catalog.vectors().dot(item, query.userVector()));
            }
            return new Retrieval("exact", eligible.selectivity(), eligible.count(), true);
        }

        @Override
        public void close() {}
    }

    private final class GatedFeatures implements Features {
        @Override
        public List<String> names() {
            return List.of("retrievalScore", "price");
        }

        @Override
        public void build(Query query, Candidates candidates) {
            if (query.context().containsKey("fail")) {
                throw new IllegalStateException("asked to fail");
            }
            if (query.context().containsKey("hold")) {
                held.release();
                free.acquireUninterruptibly();
            }
            float[] matrix = candidates.allocateFeatures(2);
            for (int row = 0; row < candidates.size(); row++) {
                matrix[2 * row] = candidates.retrievalScore(row);
                matrix[2 * row + 1] = (float)
                        catalog.items().numbers(Field.Role.PRICE).orElseThrow().value(candidates.ordinal(row));
            }
        }
    }

    private final class DotProduct implements Ranker {
        private final boolean always;

        DotProduct(boolean always) {
            this.always = always;
        }

        @Override
        public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
            for (int i = 0; i < count; i++) {
                scores[i] = query.cold()
                        ? candidates.retrievalScore(rows[i])
                        : catalog.vectors().dot(candidates.ordinal(rows[i]), query.userVector());
            }
        }

        @Override
        public boolean applies(Query query) {
            return always || !query.cold();
        }

        @Override
        public void close() {}
    }

    private static final class CategoryFilter implements ItemFilter {
        @Override
        public void match(String expression, ItemSet into) {
            if (expression.equals("category:broken")) {
                throw new IllegalArgumentException("asked to fail");
            }
            int category = expression.startsWith("category:") ? CATEGORIES.indexOf(expression.substring(9)) : -1;
            if (category < 0) {
                throw new InvalidFilterException("'" + expression + "' (expected: category:NAME)");
            }
            into.clear();
            for (int item = category; item < ITEMS; item += CATEGORIES.size()) {
                into.add(item);
            }
        }

        @Override
        public void close() {}
    }
}
