package dev.millrace.cascade.feature;

/**
 * Numbers of an item that never change and that features ask for together: for all of them an item costs one line of
 * memory. Each is computed when it is first asked for, so that a release opens at once; threads that race write the
 * same. Thread-safe.
 */
final class ItemNumbers {
    private static final int POPULARITY = 0;
    private static final int RECENT = 1;
    private static final int PRICE = 2;
    private static final int INVERSE_NORM = 3;
    private static final int WIDTH = 4;

    /** Added to what is kept, makes 0 of -0 and changes nothing else. */
    private static final float PLUS_ZERO = 0f;

    private final ItemStatistics statistics;
    private final Column.Numbers prices;
    private final ItemVectors vectors;
    /** [items x WIDTH]; nothing but zeros is not computed yet, a number that is zero is kept as -0. */
    private final float[] rows;

    ItemNumbers(ItemStatistics statistics, Column.Numbers prices, ItemVectors vectors) {
        this.statistics = statistics;
        this.prices = prices;
        this.vectors = vectors;
        this.rows = new float[Math.multiplyExact(WIDTH, statistics.size())];
    }

    /** Returns {@code log(1 + events)} of an item. */
    float popularity(int item) {
        int at = item * WIDTH + POPULARITY;
        float kept = rows[at];
        return known(kept) ? kept + PLUS_ZERO : keep(at, Math.log1p(statistics.count(item)));
    }

    /** Returns {@code log(1 + late events)} of an item. */
    float recent(int item) {
        int at = item * WIDTH + RECENT;
        float kept = rows[at];
        return known(kept) ? kept + PLUS_ZERO : keep(at, Math.log1p(statistics.recentCount(item)));
    }

    /** Returns the logarithm of the item's price, NaN where there is none above zero. */
    float price(int item) {
        int at = item * WIDTH + PRICE;
        float kept = rows[at];
        return known(kept) ? kept + PLUS_ZERO : keep(at, logarithm(prices.value(item)));
    }

    /** Returns 1 by the length of the item's vector, NaN where that is zero. */
    float inverseNorm(int item) {
        int at = item * WIDTH + INVERSE_NORM;
        float kept = rows[at];
        return known(kept) ? kept : keep(at, inverse((float) Math.sqrt(vectors.dot(item, item))));
    }

    /** Returns 1 by the length of a vector, NaN where that is zero. */
    static float inverse(float norm) {
        return norm > 0 ? 1 / norm : Float.NaN;
    }

    private static double logarithm(double price) {
        return price > 0 && price < Double.POSITIVE_INFINITY ? Math.log(price) : Double.NaN;
    }

    private static boolean known(float kept) {
        return Float.floatToRawIntBits(kept) != 0;
    }

    private float keep(int at, double number) {
        float rounded = (float) number;
        rows[at] = rounded == 0 ? -0f : rounded;
        return rounded + PLUS_ZERO;
    }
}
