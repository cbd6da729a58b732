package dev.millrace.edge;

import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.FoldIn;
import dev.millrace.cascade.feature.FoldInParameters;
import dev.millrace.cascade.feature.HistoryVectors;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.RankingFeatures;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.cascade.feature.Standardization;
import dev.millrace.cascade.policy.Policy;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.edge.rerank.MlpReranker;
import dev.millrace.edge.rerank.MlpWeights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A seeded shop in memory, as a bundle would hold it. */
final class DeviceShop {
    static final int ITEMS = 300;
    static final int DIMENSION = 8;
    static final long DATA_END = 1_700_000_000_000L;
    static final List<String> CATEGORIES = List.of("books", "music", "garden", "toys");
    static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");

    private DeviceShop() {}

    static Schema schema() {
        return new Schema(
                List.of(
                        new Field("title", Field.Type.TEXT, Field.Role.TITLE),
                        new Field("category", Field.Type.KEYWORD, Field.Role.CATEGORY),
                        new Field("price", Field.Type.NUMBER, Field.Role.PRICE)),
                List.of(new EventType("view", 1), new EventType("purchase", 3)));
    }

    static Catalog catalog(long seed) {
        Random random = new Random(seed);
        String[] titles = new String[ITEMS];
        int[] offsets = new int[ITEMS + 1];
        int[] codes = new int[ITEMS];
        double[] prices = new double[ITEMS];
        float[] counts = new float[ITEMS];
        long[] firstSeen = new long[ITEMS];
        List<String> ids = new ArrayList<>();
        for (int item = 0; item < ITEMS; item++) {
            ids.add("i" + item);
            titles[item] = "Thing number " + item;
            codes[item] = random.nextInt(CATEGORIES.size());
            offsets[item + 1] = item + 1;
            prices[item] = random.nextInt(100);
            counts[item] = random.nextInt(50);
            firstSeen[item] = DATA_END - random.nextInt(1_000_000_000);
        }
        return new Catalog(
                new ItemTable(
                        schema(),
                        ids,
                        List.of(
                                Column.texts(titles),
                                Column.keywords(CATEGORIES, offsets, codes),
                                Column.numbers(prices))),
                new ItemStatistics(counts, counts, firstSeen, DATA_END, 86_400_000L),
                vectors(random),
                similar(random));
    }

    private static FloatVectors vectors(Random random) {
        float[] values = new float[ITEMS * DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new FloatVectors(values, DIMENSION);
    }

    private static SimilarItems similar(Random random) {
        int each = 5;
        int[] offsets = new int[ITEMS + 1];
        int[] neighbours = new int[ITEMS * each];
        float[] weights = new float[ITEMS * each];
        for (int item = 0; item < ITEMS; item++) {
            offsets[item + 1] = (item + 1) * each;
            for (int i = 0; i < each; i++) {
                neighbours[item * each + i] = (item + 1 + random.nextInt(ITEMS - 1)) % ITEMS;
                weights[item * each + i] = 1f / (1 + i);
            }
        }
        return SimilarItems.of(offsets, neighbours, weights);
    }

    static MlpWeights weights(int width, int first, long seed) {
        Random random = new Random(seed);
        return new MlpWeights(
                random(random, width),
                random(random, width * first),
                random(random, first),
                random(random, first * (first / 2)),
                random(random, first / 2),
                random(random, first / 2));
    }

    private static float[] random(Random random, int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = 0.3f * (float) random.nextGaussian();
        }
        return numbers;
    }

    static Ranker reranker(RankingFeatures features, long seed) {
        int count = features.names().size();
        float[] scales = new float[count];
        Arrays.fill(scales, 1);
        Standardization standardization = new Standardization(new float[count], scales, true);
        return new MlpReranker(standardization, weights(standardization.width(), 16, seed));
    }

    static Model model(long number, Ranker fineRanker) {
        Catalog catalog = catalog(1);
        RankingFeatures features = new RankingFeatures(catalog);
        return new Model(
                number,
                "r" + number,
                EXPIRES,
                1_000,
                "built-in, none",
                catalog,
                new HistoryVectors(
                        new FoldIn(vectors(new Random(7)), new FoldInParameters(0.5f, 100)),
                        catalog.items().schema()),
                FusionConfig.DEFAULT,
                features,
                reranker(features, number),
                fineRanker,
                Policy.NONE);
    }
}
