package dev.millrace.retrieval.dense;

/**
 * Keeps the best of the rough scores of a scan, without a heap: what beats the threshold is appended, and when the room
 * is full the best are selected and the last of them becomes the threshold. Most of a scan fails the threshold in the
 * comparison of a whole block and never comes here. One thread at a time; reused through {@link #reset}.
 */
final class Shortlist {
    private static final int ROOM = 256;

    private long[] keys = new long[0];
    private int keep;
    private int full;
    private int size;
    private float threshold;

    /** Forgets everything; from now on the best {@code keep} are kept, at least 1. */
    void reset(int newKeep) {
        keep = newKeep;
        full = newKeep + Math.max(ROOM, newKeep / 2);
        size = 0;
        threshold = Float.NEGATIVE_INFINITY;
        if (keys.length < full) {
            keys = new long[full];
        }
    }

    /** Returns the score that an entry must beat to be among the best; minus infinity while there is room. */
    float threshold() {
        return threshold;
    }

    /** Adds an entry that beats the threshold. */
    void add(int position, float score) {
        keys[size++] = TopItems.key(position, score);
        if (size == full) {
            select();
        }
    }

    /** Drops all but the best. */
    void select() {
        if (size <= keep) {
            return;
        }
        int low = 0;
        int high = size - 1;
        int last = keep - 1;
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
        size = keep;
        threshold = TopItems.score(keys[last]);
    }

    private static long median(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    /** Returns the number of entries; at most those kept, after {@link #select}. */
    int size() {
        return size;
    }

    /** Returns the position of an entry; entries are in no order. */
    int position(int entry) {
        return TopItems.ordinal(keys[entry]);
    }
}
