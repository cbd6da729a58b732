package dev.millrace.datasets;

import dev.millrace.cascade.feature.History;

/**
 * The events of a log grouped by user, oldest first within each. Immutable and thread-safe.
 *
 * <p>The events of user {@code u} are {@code event(begin(u)) .. event(end(u) - 1)}, indexes into the log.
 */
public final class Histories {
    private final EventLog log;
    private final int[] offsets;
    private final int[] events;

    Histories(EventLog log) {
        this.log = log;
        this.offsets = new int[log.users().size() + 1];
        this.events = new int[log.size()];
        for (int i = 0; i < log.size(); i++) {
            offsets[log.user(i) + 1]++;
        }
        for (int u = 0; u < offsets.length - 1; u++) {
            offsets[u + 1] += offsets[u];
        }
        int[] next = offsets.clone();
        for (int i = 0; i < log.size(); i++) {
            events[next[log.user(i)]++] = i;
        }
    }

    /** Returns the number of users, those without events too. */
    public int users() {
        return offsets.length - 1;
    }

    /** Returns the number of events of {@code user}. */
    public int size(int user) {
        return offsets[user + 1] - offsets[user];
    }

    /** Returns where the events of {@code user} begin. */
    public int begin(int user) {
        return offsets[user];
    }

    /** Returns where the events of {@code user} end, exclusive. */
    public int end(int user) {
        return offsets[user + 1];
    }

    /** Returns the index in the log of the event at {@code at} between {@link #begin} and {@link #end}. */
    public int event(int at) {
        return events[at];
    }

    /** Returns the events of {@code user} as a history. */
    public History of(int user) {
        return before(user, size(user));
    }

    /** Returns the oldest {@code count} events of {@code user} as a history; all when there are fewer. */
    public History before(int user, int count) {
        int size = Math.min(count, size(user));
        int[] items = new int[size];
        byte[] types = new byte[size];
        long[] timestamps = new long[size];
        for (int i = 0; i < size; i++) {
            int event = events[offsets[user] + i];
            items[i] = log.item(event);
            types[i] = (byte) log.type(event);
            timestamps[i] = log.timestamp(event);
        }
        return new History(items, types, timestamps);
    }
}
