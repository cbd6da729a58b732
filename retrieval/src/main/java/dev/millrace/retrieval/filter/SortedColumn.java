package dev.millrace.retrieval.filter;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Column;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * The items of one column of numbers or instants in the order of its values, so that any range costs as little as one
 * that was asked before.
 *
 * <p>At every {@value #PARTS}th part of the order lies the set of all items before it. A range is the difference of the
 * sets next to its ends, 64 items a step, put right for the few items between these sets and the ends. Memory: 12 bytes
 * an item, and 8 outside the heap. A tree of points has to visit every match instead, half a million for half of a
 * million items. Immutable and thread-safe; lives as long as its arena.
 */
final class SortedColumn {
    private static final int PARTS = 64;

    /** Of those that have a value, ascending. */
    private final long[] keys;
    /** The item of each key. */
    private final int[] ordinals;
    /** {@code before[p]}: the items of the first {@code p * step} keys. */
    private final StoredSet[] before;

    private final int step;

    private SortedColumn(int items, long[] keys, int[] ordinals, Arena arena) {
        this.keys = keys;
        this.ordinals = ordinals;
        this.step = Math.max(1, (keys.length + PARTS - 1) / PARTS);
        this.before = new StoredSet[keys.length / step + 1];
        ItemSet set = new ItemSet(items);
        for (int part = 0; part < before.length; part++) {
            before[part] = new StoredSet(arena, items);
            before[part].store(set);
            for (int rank = part * step; rank < Math.min(keys.length, (part + 1) * step); rank++) {
                set.add(ordinals[rank]);
            }
        }
    }

    static SortedColumn of(Column.Numbers numbers, Arena arena) {
        return of(numbers, item -> key(numbers.value(item)), arena);
    }

    static SortedColumn of(Column.Instants instants, Arena arena) {
        return of(instants, instants::value, arena);
    }

    private interface Keys {
        long of(int item);
    }

    private static SortedColumn of(Column column, Keys source, Arena arena) {
        int count = 0;
        long[] keys = new long[column.size()];
        for (int item = 0; item < column.size(); item++) {
            if (column.has(item)) {
                keys[count++] = source.of(item);
            }
        }
        keys = Arrays.copyOf(keys, count);
        Arrays.sort(keys);
        int[] ordinals = new int[count];
        int[] taken = new int[count];
        for (int item = 0; item < column.size(); item++) {
            if (column.has(item)) {
                int first = rank(keys, source.of(item));
                ordinals[first + taken[first]++] = item;
            }
        }
        return new SortedColumn(column.size(), keys, ordinals, arena);
    }

    /** The bits of a number in an order that is that of the numbers; both zeros are one. */
    private static long key(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    /** Makes {@code into} the items whose number lies in {@code [from, to]}. */
    void range(double from, double to, ItemSet into) {
        range(key(from), key(to), into);
    }

    /** Makes {@code into} the items whose value lies in {@code [from, to]}. */
    void range(long from, long to, ItemSet into) {
        int begin = rank(keys, from);
        int end = to == Long.MAX_VALUE ? keys.length : rank(keys, to + 1);
        if (end - begin <= step) {
            into.clear();
            for (int rank = begin; rank < end; rank++) {
                into.add(ordinals[rank]);
            }
            return;
        }
        before[end / step].load(into);
        before[begin / step].removeFrom(into);
        for (int rank = end / step * step; rank < end; rank++) {
            into.add(ordinals[rank]);
        }
        for (int rank = begin / step * step; rank < begin; rank++) {
            into.remove(ordinals[rank]);
        }
    }

    /** Returns how many keys are less. */
    private static int rank(long[] keys, long key) {
        int low = 0;
        int high = keys.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keys[middle] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
