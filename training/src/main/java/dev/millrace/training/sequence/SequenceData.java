package dev.millrace.training.sequence;

import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.SequenceEncoding;
import java.util.Arrays;

/**
 * Every user's events in time order, as parallel arrays, and the attributes of the items.
 *
 * <p>User {@code u} owns the events {@code offsets[u] .. offsets[u + 1] - 1}. The arrays are not copied and must not
 * change while the data is in use; under that condition instances are safe to share between threads.
 */
public final class SequenceData {

    private final int itemCount;
    private final int typeCount;
    private final int[] offsets;
    private final int[] items;
    private final byte[] types;
    private final long[] timestamps;
    private final ItemAttributes attributes;

    /**
     * @param itemCount size of the catalogue; ordinals run from 0
     * @param typeCount number of event types, at least 1
     * @param offsets {@code [users + 1]}, ascending from 0
     * @param items {@code [events]}, item ordinals
     * @param types {@code [events]}, or empty when all events are of type 0
     * @param timestamps {@code [events]}, milliseconds since the epoch, or empty when only the order is known
     */
    public SequenceData(
            int itemCount,
            int typeCount,
            int[] offsets,
            int[] items,
            byte[] types,
            long[] timestamps,
            ItemAttributes attributes) {
        if (types.length != 0 && types.length != items.length) {
            throw new IllegalArgumentException("types: " + types.length + " (expected: 0 or " + items.length + ")");
        }
        if (timestamps.length != 0 && timestamps.length != items.length) {
            throw new IllegalArgumentException(
                    "timestamps: " + timestamps.length + " (expected: 0 or " + items.length + ")");
        }
        if (offsets.length == 0 || offsets[offsets.length - 1] != items.length) {
            throw new IllegalArgumentException("offsets: expected to end at " + items.length);
        }
        this.itemCount = itemCount;
        this.typeCount = typeCount;
        this.offsets = offsets;
        this.items = items;
        this.types = types;
        this.timestamps = timestamps;
        this.attributes = attributes;
    }

    /** Catalogue size. */
    public int itemCount() {
        return itemCount;
    }

    /** Number of event types, at least 1. */
    public int typeCount() {
        return typeCount;
    }

    /** Number of users. */
    public int userCount() {
        return offsets.length - 1;
    }

    /** Number of events of all users. */
    public int eventCount() {
        return items.length;
    }

    /** Returns the user of {@code event}, found by bisection. */
    int user(int event) {
        int found = Arrays.binarySearch(offsets, event);
        if (found < 0) {
            return -found - 2;
        }
        while (offsets[found + 1] == event) {
            found++;
        }
        return found;
    }

    /** Returns the first event of {@code user}. */
    public int start(int user) {
        return offsets[user];
    }

    /** One past the last event of {@code user}. */
    public int end(int user) {
        return offsets[user + 1];
    }

    /** Item ordinal of {@code event}. */
    public int item(int event) {
        return items[event];
    }

    /** Event type code of {@code event}. */
    public int type(int event) {
        return types.length == 0 ? 0 : types[event];
    }

    /** Whether the events carry times. */
    public boolean hasTimestamps() {
        return timestamps.length > 0;
    }

    /** Milliseconds since 1970-01-01T00:00Z, or {@link History#NO_TIME} when there are no times. */
    public long timestamp(int event) {
        return timestamps.length == 0 ? History.NO_TIME : timestamps[event];
    }

    /**
     * Bucket of the time from {@code event} to the user's next one, or 0 when it is not known.
     *
     * @param event not the last event of its user
     */
    int gap(int event) {
        return SequenceEncoding.gapBucket(timestamp(event), timestamp(event + 1));
    }

    /** Returns the time of the newest event before {@code ends}, or {@link History#NO_TIME}. */
    long newest(int[] ends) {
        long newest = History.NO_TIME;
        for (int user = 0; user < ends.length; user++) {
            if (ends[user] > start(user)) {
                newest = Math.max(newest, timestamp(ends[user] - 1));
            }
        }
        return newest;
    }

    /** Returns a number that differs, very likely, between data that differ. */
    long fingerprint() {
        long hash = ((itemCount * 31L + typeCount) * 31 + Arrays.hashCode(offsets)) * 31 + Arrays.hashCode(items);
        hash = (hash * 31 + Arrays.hashCode(types)) * 31 + Arrays.hashCode(timestamps);
        return hash * 31 + attributes.fingerprint();
    }

    /** Attributes of the items. */
    public ItemAttributes attributes() {
        return attributes;
    }
}
