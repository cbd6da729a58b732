package dev.millrace.cascade.feature;

import java.util.Arrays;

/**
 * A small hash table from int keys &gt;= 0 to slots {@code 0, 1, 2, ...} in order of insertion; open addressing, linear
 * probing, at most half full. Owned by one thread and reused, so that a request does no work that grows with the
 * catalogue.
 *
 * <p>Most keys that are looked up are not there, and probing for one is a branch or two that the processor cannot
 * foresee. So a bit each, of many more bits than keys, says first which keys cannot be there.
 */
final class OrdinalTable {
    private static final int EMPTY = -1;
    private static final int SPREAD = 0x9E3779B9;

    /** The logarithm of the bits for each place of the table: at most one key in 16 that is not there is looked for. */
    private static final int BITS = 3;

    private static final int LEAST = 64;

    private int[] keys = new int[LEAST];
    private int[] slots = new int[LEAST];
    private long[] bits = new long[(LEAST << BITS) / Long.SIZE];
    private int size;
    private int shift = 32 - Integer.numberOfTrailingZeros(LEAST);

    OrdinalTable() {
        Arrays.fill(keys, EMPTY);
    }

    /** Empties the table and makes room for {@code capacity} keys. */
    void reset(int capacity) {
        int length = Math.max(LEAST, Integer.highestOneBit(Math.max(1, capacity)) << 2);
        if (length > keys.length) {
            keys = new int[length];
            slots = new int[length];
            bits = new long[(length << BITS) / Long.SIZE];
        }
        shift = 32 - Integer.numberOfTrailingZeros(keys.length);
        Arrays.fill(keys, EMPTY);
        Arrays.fill(bits, 0);
        size = 0;
    }

    /** Returns the number of keys. */
    int size() {
        return size;
    }

    /** Returns the slot of {@code key}, which is added when new. */
    int put(int key) {
        int spread = key * SPREAD;
        int at = spread >>> shift;
        while (keys[at] != EMPTY) {
            if (keys[at] == key) {
                return slots[at];
            }
            at = (at + 1) & (keys.length - 1);
        }
        int bit = spread >>> (shift - BITS);
        bits[bit >>> 6] |= 1L << bit;
        keys[at] = key;
        slots[at] = size;
        return size++;
    }

    /** Returns the slot of {@code key}, or -1. */
    int slot(int key) {
        int spread = key * SPREAD;
        int bit = spread >>> (shift - BITS);
        if ((bits[bit >>> 6] >>> bit & 1) == 0) {
            return -1;
        }
        int at = spread >>> shift;
        while (keys[at] != EMPTY) {
            if (keys[at] == key) {
                return slots[at];
            }
            at = (at + 1) & (keys.length - 1);
        }
        return -1;
    }
}
