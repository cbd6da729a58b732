package dev.millrace.training.neighbours;

/**
 * The events of many users, a struct of arrays: those of user {@code u} are at
 * {@code offsets[u] .. offsets[u + 1] - 1}, oldest first. Immutable and thread-safe; the arrays handed in must not
 * change any more, those handed out are read only.
 */
public final class UserEvents {
    private final int[] offsets;
    private final int[] items;
    private final long[] timestamps;
    private final float[] weights;

    /**
     * Creates events over the arrays.
     *
     * @param offsets [users + 1], ascending from 0
     * @param items item ordinals
     * @param timestamps milliseconds since 1970-01-01T00:00Z, ascending within a user, or
     *     {@link dev.millrace.cascade.feature.History#NO_TIME}
     * @param weights the weight of each event's type, &gt; 0
     */
    public UserEvents(int[] offsets, int[] items, long[] timestamps, float[] weights) {
        if (offsets.length == 0
                || offsets[0] != 0
                || offsets[offsets.length - 1] != items.length
                || timestamps.length != items.length
                || weights.length != items.length) {
            throw new IllegalArgumentException("lengths: " + offsets.length + " offsets, " + items.length + " items, "
                    + timestamps.length + " timestamps, " + weights.length + " weights (expected: to fit together)");
        }
        this.offsets = offsets;
        this.items = items;
        this.timestamps = timestamps;
        this.weights = weights;
    }

    /** Returns the number of users. */
    public int users() {
        return offsets.length - 1;
    }

    /** Returns the number of events. */
    public int size() {
        return items.length;
    }

    /** Returns where the events of {@code user} begin. */
    public int begin(int user) {
        return offsets[user];
    }

    /** Returns where the events of {@code user} end, exclusive. */
    public int end(int user) {
        return offsets[user + 1];
    }

    /** Returns the item of event {@code at}. */
    public int item(int at) {
        return items[at];
    }

    /** Returns the time of event {@code at}, or {@link dev.millrace.cascade.feature.History#NO_TIME}. */
    public long timestamp(int at) {
        return timestamps[at];
    }

    /** Returns the weight of event {@code at}. */
    public float weight(int at) {
        return weights[at];
    }
}
