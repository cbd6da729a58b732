package dev.millrace.retrieval.dense;

import java.util.Arrays;

/**
 * Orders lists by what they are worth, best first, by counting: lists fall into {@value #BUCKETS} buckets between the
 * best and the worst, and within a bucket they stay in order of number. One thread at a time; reused.
 */
final class ListOrder {
    private static final int BUCKETS = 1024;

    private final int[] begins = new int[BUCKETS + 1];
    private int[] buckets = new int[0];
    private int[] order = new int[0];
    private float best;
    private float worst;

    /** Orders the lists {@code 0..count-1}, none of which is worth NaN. */
    void sort(float[] worth, int count) {
        if (order.length < count) {
            order = new int[count];
            buckets = new int[count];
        }
        best = Float.NEGATIVE_INFINITY;
        worst = Float.POSITIVE_INFINITY;
        for (int list = 0; list < count; list++) {
            best = Math.max(best, worth[list]);
            worst = Math.min(worst, worth[list]);
        }
        float scale = best > worst ? (BUCKETS - 1) / (best - worst) : 0;
        for (int list = 0; list < count; list++) {
            buckets[list] = (int) ((best - worth[list]) * scale);
        }
        Arrays.fill(begins, 0);
        for (int list = 0; list < count; list++) {
            begins[buckets[list] + 1]++;
        }
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            begins[bucket + 1] += begins[bucket];
        }
        for (int list = 0; list < count; list++) {
            order[begins[buckets[list]]++] = list;
        }
    }

    /** Returns what the best list is worth. */
    float best() {
        return best;
    }

    /** Returns what the worst list is worth. */
    float worst() {
        return worst;
    }

    /** Returns the list at a rank, 0 the best. */
    int at(int rank) {
        return order[rank];
    }
}
