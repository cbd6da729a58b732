package dev.millrace.retrieval;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A seeded catalogue of random items, a release of it, and the vocabulary of its attributes. */
public final class Shop {
    public static final long DAY = 86_400_000L;
    /** 2026-01-01T00:00Z. */
    public static final long START = 1_767_225_600_000L;

    public static final List<String> CATEGORIES =
            List.of("books", "Books", "home & garden", "a:b", "NOT", "x*y?", "", "0");
    public static final List<String> WORDS = List.of("red", "blue", "clock", "mug", "garden", "set", "and", "7");

    public static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("category", Field.Type.KEYWORD, Field.Role.CATEGORY),
                    new Field("price", Field.Type.NUMBER, Field.Role.PRICE),
                    new Field("title", Field.Type.TEXT, Field.Role.TITLE),
                    new Field("created", Field.Type.INSTANT, Field.Role.CREATED)),
            List.of(new EventType("view", 1), new EventType("purchase", 4)));

    private Shop() {}

    /** Returns a catalogue; every attribute is missing for some items, every statistic has ties. */
    public static Catalog catalog(long seed, int items, int dimension) {
        Random random = new Random(seed);
        return new Catalog(
                table(random, items),
                statistics(random, items),
                vectors(random, items, dimension),
                similar(random, items));
    }

    private static ItemTable table(Random random, int items) {
        List<String> ids = new ArrayList<>();
        int[] offsets = new int[items + 1];
        int[] codes = new int[items * 3];
        double[] prices = new double[items];
        String[] titles = new String[items];
        long[] created = new long[items];
        for (int item = 0; item < items; item++) {
            ids.add("i" + item);
            int keywords = random.nextInt(4);
            for (int i = 0; i < keywords; i++) {
                codes[offsets[item] + i] = random.nextInt(CATEGORIES.size());
            }
            offsets[item + 1] = offsets[item] + keywords;
            prices[item] = random.nextInt(8) == 0
                    ? Double.NaN
                    : (random.nextInt(41) - 20) / 2.0 * (random.nextBoolean() ? 1 : -1);
            titles[item] = title(random);
            created[item] = random.nextInt(8) == 0
                    ? dev.millrace.cascade.feature.History.NO_TIME
                    : START + random.nextInt(40) * DAY / 4;
        }
        return new ItemTable(
                SCHEMA,
                ids,
                List.of(
                        Column.keywords(CATEGORIES, offsets, java.util.Arrays.copyOf(codes, offsets[items])),
                        Column.numbers(prices),
                        Column.texts(titles),
                        Column.instants(created)));
    }

    private static String title(Random random) {
        StringBuilder title = new StringBuilder();
        for (int i = random.nextInt(7); i > 0; i--) {
            String word = WORDS.get(random.nextInt(WORDS.size()));
            title.append(title.isEmpty() ? "" : random.nextBoolean() ? " " : ", ")
                    .append(random.nextBoolean() ? word : word.toUpperCase(java.util.Locale.ROOT));
        }
        return title.isEmpty() && random.nextBoolean() ? "!" : title.toString();
    }

    private static ItemStatistics statistics(Random random, int items) {
        float[] counts = new float[items];
        float[] recent = new float[items];
        long[] first = new long[items];
        for (int item = 0; item < items; item++) {
            counts[item] = random.nextInt(20);
            recent[item] = random.nextInt(3);
            first[item] = START + random.nextInt(100) * DAY;
        }
        return new ItemStatistics(counts, recent, first, START + 100 * DAY, 30 * DAY);
    }

    private static FloatVectors vectors(Random random, int items, int dimension) {
        float[] values = new float[items * dimension];
        for (int item = 0; item < items; item++) {
            float norm = 0.2f + random.nextFloat() * 3;
            for (int i = 0; i < dimension; i++) {
                values[item * dimension + i] = norm * (float) random.nextGaussian();
            }
        }
        return new FloatVectors(values, dimension);
    }

    private static SimilarItems similar(Random random, int items) {
        int[] offsets = new int[items + 1];
        List<Integer> neighbours = new ArrayList<>();
        for (int item = 0; item < items; item++) {
            random.ints(0, items)
                    .distinct()
                    .limit(Math.min(items, random.nextInt(9)))
                    .forEach(neighbours::add);
            offsets[item + 1] = neighbours.size();
        }
        float[] weights = new float[neighbours.size()];
        for (int item = 0; item < items; item++) {
            for (int at = offsets[item]; at < offsets[item + 1]; at++) {
                weights[at] = 1f / (1 + at - offsets[item]);
            }
        }
        return SimilarItems.of(
                offsets, neighbours.stream().mapToInt(Integer::intValue).toArray(), weights);
    }

    /** Writes a part of a release beside the catalogue. */
    public interface Part {
        void write(ReleaseWriter release) throws IOException;
    }

    /** Publishes a catalogue and {@code part} as a release and opens it. */
    public static Release release(Path folder, Catalog catalog, Part part) throws IOException {
        try (ReleaseWriter writer = ReleaseWriter.create(folder, "r1")) {
            catalog.write(writer);
            part.write(writer);
            return Release.open(writer.publish(
                    "2026-01-01T00:00:00Z",
                    catalog.vectors().dimension(),
                    catalog.items().size(),
                    new JsonObject(),
                    new JsonObject()));
        }
    }
}
