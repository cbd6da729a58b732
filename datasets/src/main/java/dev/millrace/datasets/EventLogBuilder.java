package dev.millrace.datasets;

import dev.millrace.cascade.feature.History;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects events in any order and makes an {@link EventLog} of them. One thread at a time. */
public final class EventLogBuilder {
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    private final List<String> users;
    private final Map<String, Integer> ordinals;
    private int[] user = new int[1024];
    private int[] item = new int[1024];
    private byte[] type = new byte[1024];
    private long[] timestamp = new long[1024];
    private float[] value = new float[1024];
    private int size;
    private boolean timed;

    /** Creates a builder without users and events. */
    public EventLogBuilder() {
        this(new ArrayList<>(), new HashMap<>());
    }

    private EventLogBuilder(List<String> users, Map<String, Integer> ordinals) {
        this.users = users;
        this.ordinals = ordinals;
    }

    /** Returns an empty builder over the same users: one added to either has the same ordinal in both. */
    EventLogBuilder sharingUsers() {
        return new EventLogBuilder(users, ordinals);
    }

    /** Returns the ordinal of a user, who needs no event to be in the log. */
    public int user(String id) {
        Integer known = ordinals.putIfAbsent(id, users.size());
        if (known != null) {
            return known;
        }
        users.add(id);
        return users.size() - 1;
    }

    /** Returns the number of events added. */
    public int size() {
        return size;
    }

    /** Returns whether the events added have times. */
    boolean timed() {
        return timed;
    }

    /**
     * Adds an event.
     *
     * @param userOrdinal from {@link #user}
     * @param itemOrdinal of the item table
     * @param typeCode of the schema
     * @param timestampMillis milliseconds since 1970-01-01T00:00Z, or {@link History#NO_TIME} for every event
     * @param eventValue such as a rating, or NaN
     * @throws IllegalArgumentException when some events have a time and others none
     */
    public EventLogBuilder add(int userOrdinal, int itemOrdinal, int typeCode, long timestampMillis, float eventValue) {
        boolean hasTime = timestampMillis != History.NO_TIME;
        if (size == 0) {
            timed = hasTime;
        } else if (timed != hasTime) {
            throw new IllegalArgumentException("timestamp of event " + size + ": " + (hasTime ? "there" : "missing")
                    + " (expected: " + (timed ? "there" : "missing") + " as for those before)");
        }
        if (size == user.length) {
            grow();
        }
        user[size] = userOrdinal;
        item[size] = itemOrdinal;
        type[size] = (byte) typeCode;
        timestamp[size] = timestampMillis;
        value[size++] = eventValue;
        return this;
    }

    private void grow() {
        if (size >= LARGEST) {
            throw new DataException("events: more than " + LARGEST + " (expected: fewer; cut the data)");
        }
        int capacity = (int) Math.min(LARGEST, size * 2L);
        user = Arrays.copyOf(user, capacity);
        item = Arrays.copyOf(item, capacity);
        type = Arrays.copyOf(type, capacity);
        timestamp = Arrays.copyOf(timestamp, capacity);
        value = Arrays.copyOf(value, capacity);
    }

    /** Returns the log, sorted by time; events of one time keep the order in which they were added. */
    public EventLog build() {
        EventLog log = new EventLog(
                users,
                Arrays.copyOf(user, size),
                Arrays.copyOf(item, size),
                Arrays.copyOf(type, size),
                Arrays.copyOf(timestamp, size),
                Arrays.copyOf(value, size));
        return log.sorted() ? log : log.pick(order());
    }

    /** A stable merge sort of positions by time. */
    private int[] order() {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        int[] other = new int[size];
        for (long width = 1; width < size; width *= 2) {
            for (long from = 0; from < size; from += 2 * width) {
                merge(order, other, (int) from, (int) Math.min(size, from + width), (int)
                        Math.min(size, from + 2 * width));
            }
            int[] swap = order;
            order = other;
            other = swap;
        }
        return order;
    }

    private void merge(int[] from, int[] to, int begin, int middle, int end) {
        int left = begin;
        int right = middle;
        for (int i = begin; i < end; i++) {
            boolean takeLeft = left < middle && (right >= end || timestamp[from[left]] <= timestamp[from[right]]);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }
}
