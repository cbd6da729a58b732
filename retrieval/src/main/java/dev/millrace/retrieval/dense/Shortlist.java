package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.TopItems;
import java.util.Arrays;

/**
 * Keeps the best of the rough scores of a scan, without a heap. A histogram of the scores seen says at any time above
 * which score there are enough; that threshold rises with every entry, at a few instructions each, and what beats it is
 * appended. Most of a scan fails it in the comparison of a whole block and never comes here. The order is only made at
 * the end, by selection. Scores are rough: what is worse than the worst of the best by no more than a slack is kept
 * too. One thread at a time; reused through {@link #reset}.
 */
final class Shortlist {
    private static final int BUCKETS = 2048;
    private static final int SPARE = 256;

    /** So many times as many, and {@value #SPARE}, are kept at most, whatever the slack. */
    private static final int GREATEST = 2;

    private final int[] counts = new int[BUCKETS];
    private long[] keys = new long[0];
    private int keep;
    private float slack;
    private int most;
    private int room;
    private int size;
    private float floor;
    private float perBucket;
    private int lowest;
    private int above;
    private float worst;
    private float threshold;

    /**
     * Forgets everything; from now on the best {@code newKeep} are kept, and what lies close behind them.
     *
     * @param newKeep at least 1
     * @param newSlack how far behind the worst of them, &ge; 0
     * @param least a score below which hardly anything matters
     * @param greatest a score above which there is hardly anything, more than {@code least} unless all are equal
     */
    void reset(int newKeep, float newSlack, float least, float greatest) {
        keep = newKeep;
        slack = newSlack;
        most = GREATEST * newKeep + SPARE;
        room = 2 * most;
        size = 0;
        floor = least;
        perBucket = greatest > least ? BUCKETS / (greatest - least) : 0;
        lowest = 0;
        above = 0;
        worst = Float.NEGATIVE_INFINITY;
        threshold = Float.NEGATIVE_INFINITY;
        Arrays.fill(counts, 0);
        if (keys.length < room) {
            keys = new long[room];
        }
    }

    /** Returns the score that an entry must beat to be kept; minus infinity while there is room. */
    float threshold() {
        return threshold;
    }

    /** Returns a score that the worst of the best has at least; minus infinity while there is room. */
    float worst() {
        return worst;
    }

    /** Returns whether there are as many entries as are kept. */
    boolean full() {
        return size >= keep;
    }

    /** Adds an entry that beats the threshold. */
    void add(int position, float score) {
        keys[size++] = TopItems.key(position, score);
        counts[Math.clamp((long) ((score - floor) * perBucket), lowest, BUCKETS - 1)]++;
        if (++above - counts[lowest] >= keep) {
            raise();
        }
        if (size == room) {
            compact();
        }
    }

    private void raise() {
        while (lowest < BUCKETS - 1 && above - counts[lowest] >= keep) {
            above -= counts[lowest++];
        }
        worst = Math.max(worst, floor + (lowest - 0.01f) / perBucket);
        threshold = Math.max(threshold, worst - slack);
    }

    private void compact() {
        drop();
        select();
    }

    /** Drops what has fallen below the threshold. */
    private void drop() {
        int left = 0;
        for (int entry = 0; entry < size; entry++) {
            keys[left] = keys[entry];
            left += TopItems.score(keys[entry]) >= threshold ? 1 : 0;
        }
        size = left;
    }

    /** Drops all but the best and what lies close behind them. */
    void finish() {
        drop();
        select();
    }

    /** Drops all but as many as are kept at most. */
    private void select() {
        if (size <= most) {
            return;
        }
        int low = 0;
        int high = size - 1;
        int last = most - 1;
        while (low < high) {
            long pivot = median(keys[low], keys[(low + high) >>> 1], keys[high]);
            int left = low;
            int right = high;
            while (left <= right) {
                while (keys[left] > pivot) {
                    left++;
                }
                while (keys[right] < pivot) {
                    right--;
                }
                if (left <= right) {
                    long key = keys[left];
                    keys[left++] = keys[right];
                    keys[right--] = key;
                }
            }
            if (last <= right) {
                high = right;
            } else if (last >= left) {
                low = left;
            } else {
                break;
            }
        }
        size = most;
        threshold = Math.max(threshold, TopItems.score(keys[last]));
    }

    private static long median(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    /** Returns the number of entries. */
    int size() {
        return size;
    }

    /** Returns the position of an entry; entries are in no order. */
    int position(int entry) {
        return TopItems.ordinal(keys[entry]);
    }
}
