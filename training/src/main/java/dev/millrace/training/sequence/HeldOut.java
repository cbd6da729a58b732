package dev.millrace.training.sequence;

import java.util.Arrays;

/**
 * Events whose items are to be predicted from what their users did before. Immutable.
 */
public final class HeldOut {
    private final int[] users;
    private final int[] events;

    /**
     * Creates the set over the arrays, which must not change any more.
     *
     * @param users user of every event
     * @param events one event each, not the user's first
     */
    public HeldOut(int[] users, int[] events) {
        if (users.length != events.length) {
            throw new IllegalArgumentException("users: " + users.length + " (expected: " + events.length + ")");
        }
        this.users = users;
        this.events = events;
    }

    /**
     * The event at {@code ends[user]} of every user who has one with something before it, or an even sample of them.
     *
     * @param ends one past the last event to learn from, for every user
     * @param limit the most events to take
     */
    public static HeldOut next(SequenceData data, int[] ends, int limit) {
        int[] users = new int[data.userCount()];
        int size = 0;
        for (int user = 0; user < users.length; user++) {
            if (ends[user] > data.start(user) && ends[user] < data.end(user)) {
                users[size++] = user;
            }
        }
        int taken = Math.min(size, limit);
        int[] sample = new int[taken];
        for (int i = 0; i < taken; i++) {
            sample[i] = users[(int) ((long) i * size / taken)];
        }
        return new HeldOut(sample, Arrays.stream(sample).map(user -> ends[user]).toArray());
    }

    /** Number of events. */
    public int size() {
        return users.length;
    }

    /** User of the {@code i}-th event. */
    public int user(int i) {
        return users[i];
    }

    /** The {@code i}-th event. */
    public int event(int i) {
        return events[i];
    }
}
