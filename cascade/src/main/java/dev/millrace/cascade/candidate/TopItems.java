package dev.millrace.cascade.candidate;

import java.util.Arrays;

/**
 * Keeps the best of the items offered: greater score first, ties by the lower ordinal, so that the result does not
 * depend on the order of the offers. One thread at a time; reused through {@link #reset}.
 *
 * <p>A bounded min-heap of primitive keys, the score's sortable bits above the complement of the ordinal, so that one
 * comparison of longs decides.
 */
public final class TopItems {
    private long[] heap = new long[0];
    private int capacity;
    private int size;

    /** Creates an empty collector of the best {@code capacity} items, which may be 0. */
    public TopItems(int capacity) {
        reset(capacity);
    }

    /** Forgets everything; from now on the best {@code newCapacity} items are kept. */
    public void reset(int newCapacity) {
        if (newCapacity < 0) {
            throw new IllegalArgumentException("capacity: " + newCapacity + " (expected: >= 0)");
        }
        capacity = newCapacity;
        size = 0;
        if (heap.length < newCapacity) {
            heap = new long[newCapacity];
        }
    }

    /** Returns the greatest number of items kept. */
    public int capacity() {
        return capacity;
    }

    /** Returns the number of items kept. */
    public int size() {
        return size;
    }

    /** Offers an item with a score that is not NaN. */
    public void offer(int ordinal, float score) {
        long key = key(ordinal, score);
        if (size < capacity) {
            up(size++, key);
        } else if (capacity > 0 && key > heap[0]) {
            down(key);
        }
    }

    /**
     * Keeps the best of those given in place of all before, sorted as by {@link #sort}; nothing may be offered after
     * it. Quicker than offers where most will be kept: sorting numbers is what processors have instructions for.
     *
     * @param keys see {@link #key}; the first {@code count} are sorted, worst first
     */
    public void keep(long[] keys, int count) {
        Arrays.sort(keys, 0, count);
        size = Math.min(count, capacity);
        for (int rank = 0; rank < size; rank++) {
            heap[rank] = keys[count - 1 - rank];
        }
    }

    /** Sorts what was kept, best first; call once after the last offer. */
    public void sort() {
        Arrays.sort(heap, 0, size);
        for (int low = 0, high = size - 1; low < high; low++, high--) {
            long key = heap[low];
            heap[low] = heap[high];
            heap[high] = key;
        }
    }

    /** Returns the item at {@code rank}, 0 the best, after {@link #sort}. */
    public int ordinal(int rank) {
        return ordinal(heap[rank]);
    }

    /** Returns the score at {@code rank}, 0 the best, after {@link #sort}. */
    public float score(int rank) {
        return score(heap[rank]);
    }

    /** Returns the item of a {@link #key}. */
    public static int ordinal(long key) {
        return (int) (0x7fffffff - (key & 0xffffffffL));
    }

    /** Returns the score of a {@link #key}. */
    public static float score(long key) {
        int ascending = (int) (key >> 32);
        return Float.intBitsToFloat(ascending ^ ((ascending >> 31) & 0x7fffffff));
    }

    /** Returns a number that is the greater, the better the item stands: by score, then by the lower ordinal. */
    public static long key(int ordinal, float score) {
        int bits = Float.floatToIntBits(score + 0f);
        int ascending = bits ^ ((bits >> 31) & 0x7fffffff);
        return ((long) ascending << 32) | (0x7fffffff - ordinal);
    }

    private void up(int from, long key) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (heap[parent] <= key) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = key;
    }

    private void down(long key) {
        int at = 0;
        int half = size >>> 1;
        while (at < half) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (key <= heap[child]) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = key;
    }
}
