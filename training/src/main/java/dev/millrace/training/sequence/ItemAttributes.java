package dev.millrace.training.sequence;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.ItemTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The attribute ordinals of every item, as compressed rows.
 *
 * <p>Item {@code i} has the attributes {@code values[offsets[i] .. offsets[i + 1] - 1]}. Immutable as long as nobody
 * writes to the arrays it was given.
 */
public final class ItemAttributes {

    private static final int BANDS = 8;

    private final int attributeCount;
    private final int[] offsets;
    private final int[] values;

    /**
     * @param attributeCount number of distinct attributes
     * @param offsets {@code [items + 1]}, ascending from 0
     * @param values attribute ordinals, from 0 to {@code attributeCount - 1}
     */
    public ItemAttributes(int attributeCount, int[] offsets, int[] values) {
        this.attributeCount = attributeCount;
        this.offsets = offsets;
        this.values = values;
    }

    /** No attributes for any of {@code itemCount} items. */
    public static ItemAttributes none(int itemCount) {
        return new ItemAttributes(0, new int[itemCount + 1], new int[0]);
    }

    /**
     * Every keyword of every item, where at least two items share it, and the item's price as one of eight equally
     * filled bands.
     */
    public static ItemAttributes of(ItemTable items) {
        List<IntList> lists = new ArrayList<>();
        for (int item = 0; item < items.size(); item++) {
            lists.add(new IntList());
        }
        int next = 0;
        for (Column column : items.columns()) {
            if (column instanceof Column.Keywords keywords) {
                next = addKeywords(keywords, next, lists);
            }
        }
        Optional<Column.Numbers> prices = items.numbers(Field.Role.PRICE);
        if (prices.isPresent()) {
            next = addBands(prices.get(), next, lists);
        }
        int[] offsets = new int[lists.size() + 1];
        for (int item = 0; item < lists.size(); item++) {
            offsets[item + 1] = offsets[item] + lists.get(item).size();
        }
        int[] values = new int[offsets[lists.size()]];
        for (int item = 0; item < lists.size(); item++) {
            lists.get(item).copyTo(values, offsets[item]);
        }
        return new ItemAttributes(next, offsets, values);
    }

    private static int addKeywords(Column.Keywords keywords, int first, List<IntList> lists) {
        int[] counts = new int[keywords.dictionary().size()];
        for (int item = 0; item < keywords.size(); item++) {
            for (int at = keywords.begin(item); at < keywords.end(item); at++) {
                counts[keywords.code(at)]++;
            }
        }
        int next = first;
        int[] attributes = new int[counts.length];
        for (int code = 0; code < counts.length; code++) {
            attributes[code] = counts[code] > 1 ? next++ : -1;
        }
        for (int item = 0; item < keywords.size(); item++) {
            for (int at = keywords.begin(item); at < keywords.end(item); at++) {
                if (attributes[keywords.code(at)] >= 0) {
                    lists.get(item).add(attributes[keywords.code(at)]);
                }
            }
        }
        return next;
    }

    private static int addBands(Column.Numbers prices, int first, List<IntList> lists) {
        double[] sorted = IntStream.range(0, prices.size())
                .filter(prices::has)
                .mapToDouble(prices::value)
                .sorted()
                .toArray();
        for (int item = 0; item < prices.size(); item++) {
            if (prices.has(item)) {
                int band = 0;
                while (band + 1 < BANDS
                        && prices.value(item) >= sorted[(int) ((long) (band + 1) * sorted.length / BANDS)]) {
                    band++;
                }
                lists.get(item).add(first + band);
            }
        }
        return first + BANDS;
    }

    /** Number of distinct attributes. */
    public int attributeCount() {
        return attributeCount;
    }

    /** Index of the first attribute of {@code item}. */
    public int start(int item) {
        return offsets[item];
    }

    /** One past the index of the last attribute of {@code item}. */
    public int end(int item) {
        return offsets[item + 1];
    }

    /** Returns a number that differs, very likely, between attributes that differ. */
    long fingerprint() {
        return (attributeCount * 31L + Arrays.hashCode(offsets)) * 31 + Arrays.hashCode(values);
    }

    /** Attribute ordinal at {@code index}. */
    public int value(int index) {
        return values[index];
    }
}
