package dev.millrace.training.neighbours;

import dev.millrace.cascade.feature.EventType;
import java.util.List;

/**
 * The events of many users, a struct of arrays: those of user {@code u} are at {@code offsets[u] .. offsets[u + 1] -
 * 1}, oldest first. Immutable and thread-safe; the arrays handed in must not change any more, those handed out are read
 * only.
 */
public final class EventSequences {
    private final int[] offsets;
    private final int[] items;
    private final long[] timestamps;
    private final byte[] types;
    private final float[] typeWeights;

    /**
     * Creates events over the arrays.
     *
     * @param offsets [users + 1], ascending from 0
     * @param items item ordinals
     * @param types event type codes
     * @param timestamps milliseconds since 1970-01-01T00:00Z, ascending within a user, or
     *     {@link dev.millrace.cascade.feature.History#NO_TIME}
     * @param eventTypes what the codes mean
     */
    public EventSequences(int[] offsets, int[] items, byte[] types, long[] timestamps, List<EventType> eventTypes) {
        this(offsets, items, types, timestamps, weights(eventTypes));
    }

    private EventSequences(int[] offsets, int[] items, byte[] types, long[] timestamps, float[] typeWeights) {
        if (offsets.length == 0
                || offsets[0] != 0
                || offsets[offsets.length - 1] != items.length
                || timestamps.length != items.length
                || types.length != items.length) {
            throw new IllegalArgumentException("lengths: " + offsets.length + " offsets, " + items.length + " items, "
                    + timestamps.length + " timestamps, " + types.length + " types (expected: to fit together)");
        }
        this.offsets = offsets;
        this.items = items;
        this.timestamps = timestamps;
        this.types = types;
        this.typeWeights = typeWeights;
    }

    private static float[] weights(List<EventType> eventTypes) {
        float[] weights = new float[eventTypes.size()];
        for (int code = 0; code < weights.length; code++) {
            weights[code] = eventTypes.get(code).weight();
        }
        return weights;
    }

    /** Returns the number of users. */
    public int users() {
        return offsets.length - 1;
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

    /** Returns the weight of event {@code at}'s type. */
    public float weight(int at) {
        return typeWeights[types[at]];
    }

    /**
     * Returns the events of some users from their first up to an end.
     *
     * @param users which users; user {@code i} of the result is {@code users[i]}
     * @param ends where the events of each end, exclusive
     */
    EventSequences cut(int[] users, int[] ends) {
        int[] cutOffsets = new int[users.length + 1];
        for (int i = 0; i < users.length; i++) {
            cutOffsets[i + 1] = cutOffsets[i] + ends[i] - begin(users[i]);
        }
        int[] cutItems = new int[cutOffsets[users.length]];
        byte[] cutTypes = new byte[cutItems.length];
        long[] cutTimestamps = new long[cutItems.length];
        for (int i = 0; i < users.length; i++) {
            int begin = begin(users[i]);
            int length = ends[i] - begin;
            System.arraycopy(items, begin, cutItems, cutOffsets[i], length);
            System.arraycopy(types, begin, cutTypes, cutOffsets[i], length);
            System.arraycopy(timestamps, begin, cutTimestamps, cutOffsets[i], length);
        }
        return new EventSequences(cutOffsets, cutItems, cutTypes, cutTimestamps, typeWeights);
    }
}
