package dev.millrace.training.edge;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A catalogue of everything that is hard to code: odd ids, missing values, texts in many scripts. */
final class RandomCatalog {
    private static final String[] PIECES = {
        "lamp",
        "Lamp",
        "LAMP",
        "vase",
        "T-shirt",
        "it's",
        "1,000.5",
        "a",
        "7",
        "été",
        "ßtraße",
        "Ωmega",
        "日本語",
        "😀",
        "-",
        "  ",
        "_x_",
        "(big)",
        "x\u0301y",
        "\n",
        "\u0000",
        "\uffff",
        "\"quoted\"",
        "rot-grün"
    };

    final Catalog catalog;
    final FoldIn foldIn;

    RandomCatalog(int size, int dimension, long seed) {
        Random random = new Random(seed);
        Schema schema = new Schema(
                List.of(
                        new Field("title", Field.Type.TEXT, Field.Role.TITLE),
                        new Field("category", Field.Type.KEYWORD, Field.Role.CATEGORY),
                        new Field("brand", Field.Type.KEYWORD, Field.Role.BRAND),
                        new Field("price", Field.Type.NUMBER, Field.Role.PRICE),
                        new Field("weight", Field.Type.NUMBER, Field.Role.NONE),
                        new Field("created", Field.Type.INSTANT, Field.Role.CREATED)),
                List.of(new EventType("view", 1), new EventType("purchase", 3)));
        ItemTable items = new ItemTable(
                schema,
                ids(size, random),
                List.of(
                        Column.texts(texts(size, random)),
                        keywords(size, 4, random),
                        keywords(size, 1, random),
                        Column.numbers(random.doubles(size)
                                .map(x -> x < 0.1 ? Double.NaN : Math.round(x * 10_000) / 100.0)
                                .toArray()),
                        Column.numbers(random.doubles(size)
                                .map(x -> x < 0.1 ? Double.NaN : x * 1e6)
                                .toArray()),
                        Column.instants(times(size, random))));
        catalog = new Catalog(items, statistics(size, random), vectors(size, dimension, random), similar(size, random));
        foldIn = new FoldIn(vectors(size, dimension, random), new FoldInParameters(0.5f, 50));
    }

    private static List<String> ids(int size, Random random) {
        Set<String> ids = new LinkedHashSet<>();
        while (ids.size() < size) {
            int kind = random.nextInt(4);
            ids.add(
                    switch (kind) {
                        case 0 -> "i" + random.nextInt(10 * size);
                        case 1 -> text(random);
                        case 2 -> "the-same-long-prefix-of-many-ids-".repeat(1 + random.nextInt(3)) + random.nextInt();
                        default -> new String(Character.toChars(0x1F600 + random.nextInt(60))) + random.nextInt(size);
                    });
        }
        return new ArrayList<>(ids);
    }

    static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(8);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
            if (random.nextInt(4) > 0) {
                text.append(' ');
            }
        }
        return text.toString();
    }

    private static String[] texts(int size, Random random) {
        String[] texts = new String[size];
        Arrays.setAll(texts, i -> text(random));
        return texts;
    }

    private static Column keywords(int size, int most, Random random) {
        List<String> dictionary = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            dictionary.add((i % 3 == 0 ? "é" : "k") + i);
        }
        int[] offsets = new int[size + 1];
        List<Integer> codes = new ArrayList<>();
        for (int item = 0; item < size; item++) {
            int count = most == 1 ? 1 : random.nextInt(most);
            Set<Integer> own = new LinkedHashSet<>();
            while (own.size() < count) {
                own.add(random.nextInt(dictionary.size()));
            }
            codes.addAll(own);
            offsets[item + 1] = codes.size();
        }
        return Column.keywords(
                dictionary, offsets, codes.stream().mapToInt(Integer::intValue).toArray());
    }

    private static long[] times(int size, Random random) {
        long[] times = new long[size];
        Arrays.setAll(
                times, i -> random.nextInt(10) == 0 ? History.NO_TIME : 1_700_000_000_000L + random.nextLong(1L << 35));
        return times;
    }

    private static ItemStatistics statistics(int size, Random random) {
        float[] counts = new float[size];
        float[] recent = new float[size];
        for (int i = 0; i < size; i++) {
            recent[i] = 0.5f * random.nextInt(20);
            counts[i] = recent[i] + random.nextInt(1000);
        }
        return new ItemStatistics(counts, recent, times(size, random), 1_740_000_000_000L, 86_400_000L);
    }

    private static FloatVectors vectors(int size, int dimension, Random random) {
        float[] values = new float[size * dimension];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() / (1 + i % dimension));
        }
        return new FloatVectors(values, dimension);
    }

    private static SimilarItems similar(int size, Random random) {
        int[] offsets = new int[size + 1];
        List<Integer> neighbours = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        for (int item = 0; item < size; item++) {
            int count = random.nextInt(Math.min(12, size));
            Set<Integer> own = new LinkedHashSet<>();
            while (own.size() < count) {
                own.add(random.nextInt(size));
            }
            float weight = 2;
            for (int neighbour : own) {
                neighbours.add(neighbour);
                weights.add(weight *= 0.4f + 0.6f * random.nextFloat());
            }
            offsets[item + 1] = neighbours.size();
        }
        float[] all = new float[weights.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = weights.get(i);
        }
        return SimilarItems.of(
                offsets, neighbours.stream().mapToInt(Integer::intValue).toArray(), all);
    }
}
