package dev.millrace.cascade.feature;

import dev.millrace.cascade.release.ArrayFile;

/**
 * Vectors of float32, [size x dimension] row-major, in one array. Immutable and thread-safe; the array handed out is
 * read only.
 */
public final class FloatVectors implements ItemVectors {
    /** Items whose vectors are on their way from memory at once. */
    private static final int AHEAD = 16;

    /** Numbers a line of memory. */
    private static final int LINE = 16;

    private final float[] values;
    private final int dimension;
    private final int size;

    /**
     * Creates vectors over the array, which must not change any more.
     *
     * @param values [size x dimension], row-major
     * @param dimension numbers a vector, &gt; 0
     */
    public FloatVectors(float[] values, int dimension) {
        if (dimension <= 0 || values.length % dimension != 0) {
            throw new IllegalArgumentException(
                    "dimension: " + dimension + " (expected: a divisor of " + values.length + " values)");
        }
        this.values = values;
        this.dimension = dimension;
        this.size = values.length / dimension;
    }

    /** Returns {@code vectors} as float32: themselves where they are, else a copy. */
    public static FloatVectors of(ItemVectors vectors) {
        if (vectors instanceof FloatVectors floats) {
            return floats;
        }
        float[] values = new float[Math.multiplyExact(vectors.size(), vectors.dimension())];
        float[] row = new float[vectors.dimension()];
        for (int item = 0; item < vectors.size(); item++) {
            vectors.copy(item, row);
            System.arraycopy(row, 0, values, item * row.length, row.length);
        }
        return new FloatVectors(values, vectors.dimension());
    }

    /** Reads vectors of a release onto the heap; a {@link VectorReader}. */
    public static FloatVectors read(ArrayFile.Span span, int dimension) {
        return new FloatVectors(span.read(), dimension);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    /** Returns all vectors, [size x dimension] row-major; read only. */
    public float[] values() {
        return values;
    }

    @Override
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

    @Override
    public void dots(int item, float[] first, float[] second, float[] third, float[] out) {
        dots(item, first, second, third, out, 0);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The vectors lie all over memory, and the products of one leave no room to look ahead for the next. So one
     * number of every line of memory is read for some items before any of them is multiplied: as many lines as the
     * processor can wait for are then on their way at once.
     */
    @Override
    public void dots(int[] items, int count, float[] first, float[] second, float[] third, float[] out) {
        for (int from = 0; from < count; from += AHEAD) {
            int to = Math.min(count, from + AHEAD);
            float sum = 0;
            for (int i = from; i < to; i++) {
                int end = (items[i] + 1) * dimension;
                for (int at = items[i] * dimension; at < end; at += LINE) {
                    sum += values[at];
                }
            }
            // What is written is overwritten below; without a use the reads would be left out.
            out[3 * from] = sum;
            for (int i = from; i < to; i++) {
                dots(items[i], first, second, third, out, 3 * i);
            }
        }
    }

    private void dots(int item, float[] first, float[] second, float[] third, float[] out, int to) {
        int base = item * dimension;
        float a0 = 0;
        float a1 = 0;
        float a2 = 0;
        float a3 = 0;
        float b0 = 0;
        float b1 = 0;
        float b2 = 0;
        float b3 = 0;
        float c0 = 0;
        float c1 = 0;
        float c2 = 0;
        float c3 = 0;
        int i = 0;
        for (; i + 3 < dimension; i += 4) {
            float v0 = values[base + i];
            float v1 = values[base + i + 1];
            float v2 = values[base + i + 2];
            float v3 = values[base + i + 3];
            a0 += v0 * first[i];
            a1 += v1 * first[i + 1];
            a2 += v2 * first[i + 2];
            a3 += v3 * first[i + 3];
            b0 += v0 * second[i];
            b1 += v1 * second[i + 1];
            b2 += v2 * second[i + 2];
            b3 += v3 * second[i + 3];
            c0 += v0 * third[i];
            c1 += v1 * third[i + 1];
            c2 += v2 * third[i + 2];
            c3 += v3 * third[i + 3];
        }
        for (; i < dimension; i++) {
            a0 += values[base + i] * first[i];
            b0 += values[base + i] * second[i];
            c0 += values[base + i] * third[i];
        }
        out[to] = (a0 + a1) + (a2 + a3);
        out[to + 1] = (b0 + b1) + (b2 + b3);
        out[to + 2] = (c0 + c1) + (c2 + c3);
    }

    @Override
    public float dot(int item, int other) {
        float sum = 0;
        int a = item * dimension;
        int b = other * dimension;
        for (int i = 0; i < dimension; i++) {
            sum += values[a + i] * values[b + i];
        }
        return sum;
    }

    @Override
    public void add(int item, float weight, float[] into) {
        int base = item * dimension;
        for (int i = 0; i < dimension; i++) {
            into[i] += weight * values[base + i];
        }
    }

    @Override
    public void copy(int item, float[] into) {
        System.arraycopy(values, item * dimension, into, 0, dimension);
    }
}
