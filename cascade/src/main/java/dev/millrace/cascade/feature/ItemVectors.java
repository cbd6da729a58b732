package dev.millrace.cascade.feature;

/**
 * One vector for every item, [size x dimension] float32 row-major. Immutable and thread-safe; the array handed
 * out is read only.
 */
public final class ItemVectors {
    private final float[] values;
    private final int dimension;
    private final int size;

    /**
     * Creates vectors over the array, which must not change any more.
     *
     * @param values [size x dimension], row-major
     * @param dimension numbers a vector, &gt; 0
     */
    public ItemVectors(float[] values, int dimension) {
        if (dimension <= 0 || values.length % dimension != 0) {
            throw new IllegalArgumentException(
                    "dimension: " + dimension + " (expected: a divisor of " + values.length + " values)");
        }
        this.values = values;
        this.dimension = dimension;
        this.size = values.length / dimension;
    }

    /** Returns the number of items. */
    public int size() {
        return size;
    }

    /** Returns the numbers a vector. */
    public int dimension() {
        return dimension;
    }

    /** Returns all vectors, [size x dimension] row-major; read only. */
    public float[] values() {
        return values;
    }

    /** Returns the inner product of an item's vector with {@code vector}, [dimension]. */
    public float dot(int item, float[] vector) {
        int base = item * dimension;
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < dimension; i += 4) {
            a += values[base + i] * vector[i];
            b += values[base + i + 1] * vector[i + 1];
            c += values[base + i + 2] * vector[i + 2];
            d += values[base + i + 3] * vector[i + 3];
        }
        for (; i < dimension; i++) {
            a += values[base + i] * vector[i];
        }
        return (a + b) + (c + d);
    }

    /** Returns the inner product of two items' vectors. */
    public float dot(int item, int other) {
        float sum = 0;
        int a = item * dimension;
        int b = other * dimension;
        for (int i = 0; i < dimension; i++) {
            sum += values[a + i] * values[b + i];
        }
        return sum;
    }
}
