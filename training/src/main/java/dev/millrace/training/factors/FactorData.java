package dev.millrace.training.factors;

import java.util.Arrays;

/**
 * The events factors are learned from, as parallel arrays. Immutable and thread-safe as long as nobody changes the
 * arrays; they are not copied.
 *
 * <p>Events of a user may be scattered and in any order when there are timestamps. Without timestamps the order of a
 * user's events in the arrays is taken as their order in time when {@code ordered}, and as meaningless otherwise.
 */
public final class FactorData {
    private final int users;
    private final int items;
    private final int[] userOrdinals;
    private final int[] itemOrdinals;
    private final float[] weights;
    private final long[] timestamps;
    private final boolean ordered;

    private FactorData(
            int users,
            int items,
            int[] userOrdinals,
            int[] itemOrdinals,
            float[] weights,
            long[] timestamps,
            boolean ordered) {
        if (userOrdinals.length != itemOrdinals.length || userOrdinals.length != weights.length) {
            throw new IllegalArgumentException("lengths: " + userOrdinals.length + ", " + itemOrdinals.length + ", "
                    + weights.length + " (expected: equal)");
        }
        for (int event = 0; event < userOrdinals.length; event++) {
            check("user", userOrdinals[event], users, event);
            check("item", itemOrdinals[event], items, event);
        }
        this.users = users;
        this.items = items;
        this.userOrdinals = userOrdinals;
        this.itemOrdinals = itemOrdinals;
        this.weights = weights;
        this.timestamps = timestamps;
        this.ordered = ordered;
    }

    private static void check(String what, int ordinal, int size, int event) {
        if (ordinal < 0 || ordinal >= size) {
            throw new IllegalArgumentException(
                    what + " of event " + event + ": " + ordinal + " (expected: 0 to " + (size - 1) + ")");
        }
    }

    /**
     * Returns data whose events have times.
     *
     * @param users number of users; ordinals are below it
     * @param items number of items, also those without events
     * @param userOrdinals user of each event
     * @param itemOrdinals item of each event
     * @param weights weight of each event, 1 for a plain one; events whose weight is not positive are passed over
     * @param timestamps time of each event, of any unit
     */
    public static FactorData timed(
            int users, int items, int[] userOrdinals, int[] itemOrdinals, float[] weights, long[] timestamps) {
        if (timestamps.length != userOrdinals.length) {
            throw new IllegalArgumentException(
                    "timestamps: " + timestamps.length + " (expected: " + userOrdinals.length + ")");
        }
        return new FactorData(users, items, userOrdinals, itemOrdinals, weights, timestamps, true);
    }

    /** Returns data without times; {@code ordered} says whether a user's events stand oldest first. */
    public static FactorData untimed(
            int users, int items, int[] userOrdinals, int[] itemOrdinals, float[] weights, boolean ordered) {
        return new FactorData(users, items, userOrdinals, itemOrdinals, weights, new long[0], ordered);
    }

    /** Returns the number of items, also those without events. */
    public int items() {
        return items;
    }

    /** Returns whether the order of a user's events means anything. */
    public boolean ordered() {
        return ordered;
    }

    /** Returns a number that differs, very likely, between data that differ. */
    long fingerprint() {
        long hash = ((users * 31L + items) * 31 + Boolean.hashCode(ordered)) * 31 + Arrays.hashCode(userOrdinals);
        hash = (hash * 31 + Arrays.hashCode(itemOrdinals)) * 31 + Arrays.hashCode(weights);
        return hash * 31 + Arrays.hashCode(timestamps);
    }

    /** Returns the histories: events grouped by user, oldest first, repetitions merged into the newest. */
    Histories histories() {
        return Histories.of(users, items, userOrdinals, itemOrdinals, weights, timestamps);
    }
}
