package dev.millrace.training.sequence;

/**
 * The attribute ordinals of every item, as compressed rows.
 *
 * <p>Item {@code i} has the attributes {@code values[offsets[i] .. offsets[i + 1] - 1]}. Immutable as long as nobody
 * writes to the arrays it was given.
 */
public final class ItemAttributes {

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

    /** Attribute ordinal at {@code index}. */
    public int value(int index) {
        return values[index];
    }
}
