package dev.millrace.retrieval.filter;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Column;
import java.util.Arrays;

/**
 * The items of one column of numbers or instants in the order of its values, so that any range costs as little as one
 * that was asked before.
 *
 * <p>At every {@value #PARTS}th part of the order lies the set of all items before it. A range is the difference of the
 * sets next to its ends, 64 items a step, put right for the few items between these sets and the ends. Memory: 20 bytes
 * an item. A tree of points has to visit every match instead, half a million for half of a million items. Immutable and
 * thread-safe.
 */
final class SortedColumn {
    private static final int PARTS = 64;

    private final int items;
    /** Of those that have a value, ascending. */
    private final long[] keys;
    /** The item of each key. */
    private final int[] ordinals;
    /** {@code before[p]}: the items of the first {@code p * step} keys. */
    private final ItemSet[] before;

    private final int step;

    private SortedColumn(int items, long[] keys, int[] ordinals) {
        this.items = items;
        this.keys = keys;
        this.ordinals = ordinals;
        this.step = Math.max(1, (keys.length + PARTS - 1) / PARTS);
        this.before = new ItemSet[keys.length / step + 1];
        ItemSet set = new ItemSet(items);
        for (int part = 0; part < before.length; part++) {
            before[part] = set.copy();
            for (int rank = part * step; rank < Math.min(keys.length, (part + 1) * step); rank++) {
                set.add(ordinals[rank]);
            }
        }
    }

    static SortedColumn of(Column.Numbers numbers) {
        return of(numbers, item -> key(numbers.value(item)));
    }

    static SortedColumn of(Column.Instants instants) {
        return of(instants, instants::value);
    }

    private interface Keys {
        long of(int item);
    }

    private static SortedColumn of(Column column, Keys source) {
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
        return new SortedColumn(column.size(), keys, ordinals);
    }

    /** The bits of a number in an order that is that of the numbers; both zeros are one. */
    private static long key(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    /** Returns the items whose number lies in {@code [from, to]}. */
    ItemSet range(double from, double to) {
        return range(key(from), key(to));
    }

    /** Returns the items whose value lies in {@code [from, to]}. */
    ItemSet range(long from, long to) {
        int begin = rank(keys, from);
        int end = to == Long.MAX_VALUE ? keys.length : rank(keys, to + 1);
        if (end - begin <= step) {
            ItemSet few = new ItemSet(items);
            for (int rank = begin; rank < end; rank++) {
                few.add(ordinals[rank]);
            }
            return few;
        }
        ItemSet range = before[end / step].copy();
        range.removeAll(before[begin / step]);
        for (int rank = end / step * step; rank < end; rank++) {
            range.add(ordinals[rank]);
        }
        for (int rank = begin / step * step; rank < begin; rank++) {
            range.remove(ordinals[rank]);
        }
        return range;
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
