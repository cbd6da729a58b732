package dev.millrace.cascade.feature;

import dev.millrace.cascade.release.PackedStrings;
import java.util.Arrays;

/**
 * Packed ids and a hash table of their ordinals: open addressing, linear probing, at most half full. Immutable and
 * thread-safe.
 */
final class HashedIds implements ItemIds {
    private static final int EMPTY = -1;

    private final PackedStrings ids;
    private final int[] ordinals;
    private final int shift;

    HashedIds(PackedStrings ids) {
        this.ids = ids;
        int bits = Math.min(30, 33 - Integer.numberOfLeadingZeros(ids.size()));
        this.ordinals = new int[1 << bits];
        this.shift = 32 - bits;
        Arrays.fill(ordinals, EMPTY);
        for (int item = 0; item < ids.size(); item++) {
            String id = ids.get(item);
            int slot = slot(id);
            if (ordinals[slot] != EMPTY) {
                throw new IllegalArgumentException("item id " + id + ": listed twice");
            }
            ordinals[slot] = item;
        }
    }

    /** Returns the slot of an id, which is empty where there is no such id. */
    private int slot(String id) {
        int slot = (id.hashCode() * 0x9E3779B9) >>> shift;
        while (ordinals[slot] != EMPTY && ids.compare(ordinals[slot], id) != 0) {
            slot = (slot + 1) & (ordinals.length - 1);
        }
        return slot;
    }

    @Override
    public int size() {
        return ids.size();
    }

    @Override
    public String id(int item) {
        return ids.get(item);
    }

    @Override
    public int ordinal(String id) {
        return ordinals[slot(id)];
    }
}
