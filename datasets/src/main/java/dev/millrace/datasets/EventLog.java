package dev.millrace.datasets;

import dev.millrace.cascade.feature.History;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Who did what with which item, when: one stream of events, oldest first. Immutable and thread-safe.
 *
 * <p>Struct of arrays: user {@code user(i)} did something of kind {@code type(i)} with item {@code item(i)} at
 * {@code timestamp(i)}. Users and items are ordinals into {@link #users()} and the item table; an ordinal says nothing
 * of its user or item. Either every event has a time or none has; without times the order is that of the data. Events
 * of the same millisecond keep the order of the data.
 */
public final class EventLog {
    private final List<String> users;
    private final int[] user;
    private final int[] item;
    private final byte[] type;
    private final long[] timestamp;
    private final float[] value;

    /**
     * Creates a log over the arrays, which must be in time order and must not change any more; others make a log with
     * {@link EventLogBuilder}.
     */
    EventLog(List<String> users, int[] user, int[] item, byte[] type, long[] timestamp, float[] value) {
        if (user.length != item.length
                || user.length != type.length
                || user.length != timestamp.length
                || user.length != value.length) {
            throw new IllegalArgumentException("lengths: " + user.length + ", " + item.length + ", " + type.length
                    + ", " + timestamp.length + ", " + value.length + " (expected: equal)");
        }
        this.users = List.copyOf(users);
        this.user = user;
        this.item = item;
        this.type = type;
        this.timestamp = timestamp;
        this.value = value;
    }

    /** Returns the number of events. */
    public int size() {
        return user.length;
    }

    /** Returns all external user ids by ordinal, of users without events too. */
    public List<String> users() {
        return users;
    }

    /** Returns the user ordinal of event {@code i}. */
    public int user(int i) {
        return user[i];
    }

    /** Returns the item ordinal of event {@code i}. */
    public int item(int i) {
        return item[i];
    }

    /** Returns the event type code of event {@code i}. */
    public int type(int i) {
        return type[i];
    }

    /** Returns the time of event {@code i} in milliseconds since 1970-01-01T00:00Z, or {@link History#NO_TIME}. */
    public long timestamp(int i) {
        return timestamp[i];
    }

    /** Returns what the data says beyond the type, such as a rating or a quantity; NaN where it says nothing. */
    public float value(int i) {
        return value[i];
    }

    /** Returns whether the events have times. */
    public boolean timed() {
        return timestamp.length > 0 && timestamp[0] != History.NO_TIME;
    }

    /** Returns the time of the newest event, or {@link History#NO_TIME}. */
    public long endMillis() {
        return timestamp.length == 0 ? History.NO_TIME : timestamp[timestamp.length - 1];
    }

    /** Returns the events grouped by user; computed anew at each call, in two passes. */
    public Histories histories() {
        return new Histories(this);
    }

    /** Returns the events, of the same users, whose index is accepted. */
    public EventLog select(IntPredicate accept) {
        int[] kept = new int[size()];
        int count = 0;
        for (int i = 0; i < size(); i++) {
            if (accept.test(i)) {
                kept[count++] = i;
            }
        }
        return pick(Arrays.copyOf(kept, count));
    }

    /** Returns the events at {@code order}, in that order. */
    EventLog pick(int[] order) {
        int[] users2 = new int[order.length];
        int[] items = new int[order.length];
        byte[] types = new byte[order.length];
        long[] times = new long[order.length];
        float[] values = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            users2[i] = user[order[i]];
            items[i] = item[order[i]];
            types[i] = type[order[i]];
            times[i] = timestamp[order[i]];
            values[i] = value[order[i]];
        }
        return new EventLog(users, users2, items, types, times, values);
    }

    boolean sorted() {
        for (int i = 1; i < timestamp.length; i++) {
            if (timestamp[i] < timestamp[i - 1]) {
                return false;
            }
        }
        return true;
    }
}
