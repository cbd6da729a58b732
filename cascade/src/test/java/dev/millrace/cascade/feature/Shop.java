package dev.millrace.cascade.feature;

import java.util.List;

/** A catalogue of four items with a column of every type. */
public final class Shop {
    /** Ids of the items by ordinal. */
    public static final List<String> IDS = List.of("a", "b", "c", "d");

    /** The time of the newest training event. */
    public static final long DATA_END = 1_700_000_000_000L;

    private Shop() {}

    /** Fields of every type, one of them named as the ids are, and the event types view and buy. */
    public static Schema schema() {
        return new Schema(
                List.of(
                        new Field("title", Field.Type.TEXT, Field.Role.TITLE),
                        new Field("category", Field.Type.KEYWORD, Field.Role.CATEGORY),
                        new Field("price", Field.Type.NUMBER, Field.Role.PRICE),
                        new Field("created", Field.Type.INSTANT, Field.Role.CREATED),
                        new Field("id", Field.Type.TEXT, Field.Role.NONE)),
                List.of(new EventType("view", 1), new EventType("buy", 3.3f)));
    }

    /** The whole catalogue; item b is most similar to item a, and c to a next. */
    public static Catalog catalog() {
        return catalog(schema());
    }

    /** The same under a schema of the same fields. */
    public static Catalog catalog(Schema schema) {
        List<Column> columns = List.of(
                Column.texts(new String[] {"red shoe", "", "\u00fcber hat", "sock"}),
                Column.keywords(List.of("shoes", "hats", "sale"), new int[] {0, 2, 2, 3, 4}, new int[] {0, 2, 1, 0}),
                Column.numbers(new double[] {9.99, Double.NaN, 0, 1e9}),
                Column.instants(new long[] {DATA_END - 5, History.NO_TIME, 0, 7}),
                Column.texts(new String[] {"1", "2", "3", "4"}));
        return new Catalog(
                new ItemTable(schema, IDS, columns),
                new ItemStatistics(
                        new float[] {5, 1, 0, 2},
                        new float[] {1, 1, 0, 0},
                        new long[] {3, 4, History.NO_TIME, 6},
                        DATA_END,
                        86_400_000),
                new FloatVectors(new float[] {1, 0, 0, 1, 1, 1, -1, 0.5f}, 2),
                SimilarItems.of(new int[] {0, 2, 3, 3, 3}, new int[] {1, 2, 0}, new float[] {0.9f, 0.5f, 0.4f}));
    }
}
