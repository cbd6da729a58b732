package dev.millrace.cascade.feature;

import java.util.Arrays;

/**
 * A user's events, oldest first. Immutable and thread-safe; arrays handed out are read only.
 *
 * <p>Where the data has no times, every timestamp is {@link #NO_TIME} and the order is the order of the data.
 */
public final class History {
    /** The timestamp of an event whose time is not known. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** The history of a user nothing is known about. */
    public static final History EMPTY = new History(new int[0], new byte[0], new long[0]);

    private final int[] items;
    private final byte[] types;
    private final long[] timestamps;

    /**
     * Creates a history over the arrays, which must not change any more.
     *
     * @param items item ordinals, oldest event first
     * @param types event type codes of the schema
     * @param timestamps milliseconds since 1970-01-01T00:00Z, ascending, or all {@link #NO_TIME}
     */
    public History(int[] items, byte[] types, long[] timestamps) {
        if (items.length != types.length || items.length != timestamps.length) {
            throw new IllegalArgumentException(
                    "lengths: " + items.length + ", " + types.length + ", " + timestamps.length + " (expected: equal)");
        }
        this.items = items;
        this.types = types;
        this.timestamps = timestamps;
    }

    /** Returns the number of events. */
    public int size() {
        return items.length;
    }

    /** Returns whether there is no event. */
    public boolean isEmpty() {
        return items.length == 0;
    }

    /** Returns the item of event {@code i}. */
    public int item(int i) {
        return items[i];
    }

    /** Returns the event type code of event {@code i}. */
    public int type(int i) {
        return types[i];
    }

    /** Returns the time of event {@code i} in milliseconds since 1970-01-01T00:00Z, or {@link #NO_TIME}. */
    public long timestamp(int i) {
        return timestamps[i];
    }

    /** Returns the item ordinals, oldest event first; read only. */
    public int[] items() {
        return items;
    }

    /** Returns the newest {@code count} events, or all when there are fewer. */
    public History latest(int count) {
        if (count >= items.length) {
            return this;
        }
        int from = items.length - count;
        return slice(from, items.length);
    }

    /** Returns the oldest {@code count} events. */
    public History first(int count) {
        return count >= items.length ? this : slice(0, count);
    }

    private History slice(int from, int to) {
        return new History(
                Arrays.copyOfRange(items, from, to),
                Arrays.copyOfRange(types, from, to),
                Arrays.copyOfRange(timestamps, from, to));
    }
}
