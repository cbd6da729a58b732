package dev.millrace.cascade.feature;

/**
 * What the training events say of each item: how often, how often lately, since when. Immutable and thread-safe.
 *
 * <p>"Lately" is the {@link #recentWindowMillis()} before {@link #dataEndMillis()}, the time of the newest training
 * event. Where the data has no times, recent counts are of the newest tenth of every history and all times are
 * {@link History#NO_TIME}.
 */
public final class ItemStatistics {
    private final float[] counts;
    private final float[] recentCounts;
    private final long[] firstSeen;
    private final long dataEndMillis;
    private final long recentWindowMillis;
    private final int[] byPopularity;

    /**
     * Creates statistics over the arrays, which must not change any more.
     *
     * @param counts weighted training events of each item, 0 for none
     * @param recentCounts the same, lately
     * @param firstSeen time of the first event (or of creation where that is declared and earlier) of each item, or
     *     {@link History#NO_TIME}
     * @param dataEndMillis time of the newest training event, or {@link History#NO_TIME}
     * @param recentWindowMillis length of "lately", 0 where the data has no times
     */
    public ItemStatistics(
            float[] counts, float[] recentCounts, long[] firstSeen, long dataEndMillis, long recentWindowMillis) {
        if (counts.length != recentCounts.length || counts.length != firstSeen.length) {
            throw new IllegalArgumentException("lengths: " + counts.length + ", " + recentCounts.length + ", "
                    + firstSeen.length + " (expected: equal)");
        }
        this.counts = counts;
        this.recentCounts = recentCounts;
        this.firstSeen = firstSeen;
        this.dataEndMillis = dataEndMillis;
        this.recentWindowMillis = recentWindowMillis;
        this.byPopularity = sortedByPopularity(counts, recentCounts);
    }

    private static int[] sortedByPopularity(float[] counts, float[] recentCounts) {
        int[] keys = new int[counts.length];
        for (int from = 0; from < keys.length; from += DigitSort.RUN) {
            keys(counts, recentCounts, from, keys);
        }
        return DigitSort.order(keys);
    }

    private static void keys(float[] counts, float[] recentCounts, int from, int[] keys) {
        int to = Math.min(keys.length, from + DigitSort.RUN);
        for (int i = from; i < to; i++) {
            // Popularity is not negative, so that greater floats have greater bits; descending.
            keys[i] = ~Float.floatToIntBits(popularity(counts[i], recentCounts[i]) + 0f);
        }
    }

    /** Lately counts ten times, so that the past only breaks ties among items nobody wanted lately. */
    private static float popularity(float count, float recentCount) {
        return count + 10 * recentCount;
    }

    /** Returns the number of items. */
    public int size() {
        return counts.length;
    }

    /** Returns the weighted number of training events of {@code item}. */
    public float count(int item) {
        return counts[item];
    }

    /** Returns the weighted number of late training events of {@code item}. */
    public float recentCount(int item) {
        return recentCounts[item];
    }

    /** Returns the score by which {@link #byPopularity()} is ordered, &gt;= 0. */
    public float popularity(int item) {
        return popularity(counts[item], recentCounts[item]);
    }

    /** Returns when the item was first there, or {@link History#NO_TIME}. */
    public long firstSeen(int item) {
        return firstSeen[item];
    }

    /** Returns the time of the newest training event, or {@link History#NO_TIME}. */
    public long dataEndMillis() {
        return dataEndMillis;
    }

    /** Returns the length of "lately" in milliseconds, 0 where the data has no times. */
    public long recentWindowMillis() {
        return recentWindowMillis;
    }

    /** Returns all items, most popular lately first; read only. */
    public int[] byPopularity() {
        return byPopularity;
    }

    float[] counts() {
        return counts;
    }

    float[] recentCounts() {
        return recentCounts;
    }

    long[] firstSeen() {
        return firstSeen;
    }
}
