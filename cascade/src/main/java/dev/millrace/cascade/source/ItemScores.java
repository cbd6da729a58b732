package dev.millrace.cascade.source;

import java.util.Arrays;

/**
 * Sums scores and joins source bits by item. Open addressing over primitives, reused; one thread at a time. The
 * positions {@code 0..size-1} are in the order the items came.
 */
final class ItemScores {
    private int size;
    private int[] items = new int[64];
    private float[] scores = new float[64];
    private int[] masks = new int[64];
    private int[] table = new int[256];

    ItemScores() {
        Arrays.fill(table, -1);
    }

    void clear() {
        Arrays.fill(table, -1);
        size = 0;
    }

    int size() {
        return size;
    }

    int item(int position) {
        return items[position];
    }

    float score(int position) {
        return scores[position];
    }

    int mask(int position) {
        return masks[position];
    }

    boolean contains(int item) {
        return table[slot(item)] >= 0;
    }

    /** Adds to the score of {@code item}, from 0, and joins {@code mask} to its bits. */
    void add(int item, float score, int mask) {
        int slot = slot(item);
        int position = table[slot];
        if (position < 0) {
            if (size == items.length) {
                grow();
                slot = slot(item);
            }
            position = size++;
            table[slot] = position;
            items[position] = item;
            scores[position] = 0;
            masks[position] = 0;
        }
        scores[position] += score;
        masks[position] |= mask;
    }

    private int slot(int item) {
        int bits = table.length - 1;
        int slot = ((item * 0x9e3779b9) >>> 7) & bits;
        while (table[slot] >= 0 && items[table[slot]] != item) {
            slot = (slot + 1) & bits;
        }
        return slot;
    }

    private void grow() {
        int capacity = items.length * 2;
        items = Arrays.copyOf(items, capacity);
        scores = Arrays.copyOf(scores, capacity);
        masks = Arrays.copyOf(masks, capacity);
        table = new int[capacity * 4];
        Arrays.fill(table, -1);
        for (int position = 0; position < size; position++) {
            table[slot(items[position])] = position;
        }
    }
}
