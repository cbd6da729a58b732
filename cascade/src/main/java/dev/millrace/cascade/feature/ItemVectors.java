package dev.millrace.cascade.feature;

/**
 * One vector for every item, as float32 ({@link FloatVectors}) or coded in fewer bits. Implementations are immutable
 * and thread-safe.
 */
public interface ItemVectors {
    /** Returns the number of items. */
    int size();

    /** Returns the numbers a vector. */
    int dimension();

    /** Returns the inner product of an item's vector with {@code vector}, [dimension]. */
    float dot(int item, float[] vector);

    /** Returns the inner product of two items' vectors. */
    float dot(int item, int other);

    /**
     * Writes the inner products of an item's vector with three others, [dimension] each, to {@code out[0 .. 2]}: the
     * very numbers that {@link #dot(int, float[])} gives, in one pass over the item's vector.
     */
    void dots(int item, float[] first, float[] second, float[] third, float[] out);

    /**
     * Does the same for {@code count} items: writes the products of the item at {@code i} to {@code out[3 * i .. 3 * i
     * + 2]}. An implementation may sum in another order here, the same for every item and every call.
     */
    default void dots(int[] items, int count, float[] first, float[] second, float[] third, float[] out) {
        float[] three = new float[3];
        for (int i = 0; i < count; i++) {
            dots(items[i], first, second, third, three);
            System.arraycopy(three, 0, out, 3 * i, 3);
        }
    }

    /** Adds {@code weight} times an item's vector to {@code into}, [dimension]. */
    void add(int item, float weight, float[] into);

    /** Writes an item's vector to {@code into}, [dimension]. */
    void copy(int item, float[] into);
}
