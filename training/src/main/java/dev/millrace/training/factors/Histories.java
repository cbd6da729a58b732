package dev.millrace.training.factors;

import dev.millrace.cascade.feature.FoldInParameters;
import java.util.Arrays;

/**
 * The distinct items of every user, oldest first, as compressed rows: those of user {@code u} are {@code [starts[u],
 * starts[u + 1])} of {@code itemOf} and {@code strengthOf}. Immutable and thread-safe.
 */
final class Histories {
    final int users;
    final int items;
    /** [users + 1]. */
    final int[] starts;
    /** Item ordinals. */
    final int[] itemOf;
    /** How much all events of the user with the item count; see {@link FoldInParameters#strength}. */
    final float[] strengthOf;

    Histories(int users, int items, int[] starts, int[] itemOf, float[] strengthOf) {
        this.users = users;
        this.items = items;
        this.starts = starts;
        this.itemOf = itemOf;
        this.strengthOf = strengthOf;
    }

    static Histories of(int users, int items, int[] user, int[] item, float[] weights, long[] timestamps) {
        int[] starts = new int[users + 1];
        for (int event = 0; event < user.length; event++) {
            if (weights[event] > 0) {
                starts[user[event] + 1]++;
            }
        }
        for (int u = 0; u < users; u++) {
            starts[u + 1] += starts[u];
        }
        int[] next = Arrays.copyOf(starts, users);
        int[] events = new int[starts[users]];
        for (int event = 0; event < user.length; event++) {
            if (weights[event] > 0) {
                events[next[user[event]]++] = event;
            }
        }
        if (timestamps.length > 0) {
            sortByTime(starts, events, timestamps);
        }
        return merged(users, items, starts, events, item, weights);
    }

    private static void sortByTime(int[] starts, int[] events, long[] timestamps) {
        for (int u = 0; u + 1 < starts.length; u++) {
            int from = starts[u];
            int to = starts[u + 1];
            boolean sorted = true;
            for (int i = from + 1; i < to && sorted; i++) {
                sorted = timestamps[events[i - 1]] <= timestamps[events[i]];
            }
            if (!sorted) {
                Integer[] order = new Integer[to - from];
                Arrays.setAll(order, i -> events[from + i]);
                Arrays.sort(order, (a, b) -> Long.compare(timestamps[a], timestamps[b]));
                for (int i = from; i < to; i++) {
                    events[i] = order[i - from];
                }
            }
        }
    }

    /** Keeps the newest event of each item of a user, with the weights of all of them summed. */
    private static Histories merged(int users, int items, int[] starts, int[] events, int[] item, float[] weights) {
        int[] lastUser = new int[items];
        Arrays.fill(lastUser, -1);
        float[] sum = new float[items];
        int[] itemOf = new int[events.length];
        float[] strengthOf = new float[events.length];
        int[] mergedStarts = new int[users + 1];
        int size = 0;
        for (int u = 0; u < users; u++) {
            for (int i = starts[u]; i < starts[u + 1]; i++) {
                int it = item[events[i]];
                sum[it] = (lastUser[it] == u ? sum[it] : 0) + weights[events[i]];
                lastUser[it] = u;
            }
            int first = size;
            for (int i = starts[u + 1] - 1; i >= starts[u]; i--) {
                int it = item[events[i]];
                if (lastUser[it] == u) {
                    itemOf[size] = it;
                    strengthOf[size++] = FoldInParameters.strength(sum[it]);
                    lastUser[it] = -1;
                }
            }
            reverse(itemOf, strengthOf, first, size);
            mergedStarts[u + 1] = size;
        }
        return new Histories(users, items, mergedStarts, Arrays.copyOf(itemOf, size), Arrays.copyOf(strengthOf, size));
    }

    private static void reverse(int[] itemOf, float[] strengthOf, int from, int to) {
        for (int i = from, j = to - 1; i < j; i++, j--) {
            int item = itemOf[i];
            itemOf[i] = itemOf[j];
            itemOf[j] = item;
            float strength = strengthOf[i];
            strengthOf[i] = strengthOf[j];
            strengthOf[j] = strength;
        }
    }

    /** Returns the number of user-item pairs. */
    int size() {
        return itemOf.length;
    }

    /** Returns the number of distinct items of {@code user}. */
    int length(int user) {
        return starts[user + 1] - starts[user];
    }

    /** Returns how many users have each item, [items]. */
    int[] itemCounts() {
        int[] counts = new int[items];
        for (int item : itemOf) {
            counts[item]++;
        }
        return counts;
    }
}
