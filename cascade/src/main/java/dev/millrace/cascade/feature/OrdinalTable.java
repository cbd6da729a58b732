package dev.millrace.cascade.feature;

import java.util.Arrays;

/**
 * A small hash table from int keys &gt;= 0 to slots {@code 0, 1, 2, ...} in order of insertion; open addressing, linear
 * probing, at most half full. Owned by one thread and reused, so that a request does no work that grows with the
 * catalogue.
 */
final class OrdinalTable {
    private static final int EMPTY = -1;

    private int[] keys = new int[64];
    private int[] slots = new int[64];
    private int size;
    private int shift = 32 - 6;

    OrdinalTable() {
        Arrays.fill(keys, EMPTY);
    }

    /** Empties the table and makes room for {@code capacity} keys. */
    void reset(int capacity) {
        int length = Math.max(64, Integer.highestOneBit(Math.max(1, capacity)) << 2);
        if (length > keys.length) {
            keys = new int[length];
            slots = new int[length];
        }
        shift = 32 - Integer.numberOfTrailingZeros(keys.length);
        Arrays.fill(keys, EMPTY);
        size = 0;
    }

    /** Returns the number of keys. */
    int size() {
        return size;
    }

    /** Returns the slot of {@code key}, which is added when new. */
    int put(int key) {
        int at = (key * 0x9E3779B9) >>> shift;
        while (keys[at] != EMPTY) {
            if (keys[at] == key) {
                return slots[at];
            }
            at = (at + 1) & (keys.length - 1);
        }
        keys[at] = key;
        slots[at] = size;
        return size++;
    }

    /** Returns the slot of {@code key}, or -1. */
    int slot(int key) {
        int at = (key * 0x9E3779B9) >>> shift;
        while (keys[at] != EMPTY) {
            if (keys[at] == key) {
                return slots[at];
            }
            at = (at + 1) & (keys.length - 1);
        }
        return -1;
    }
}
