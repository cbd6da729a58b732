package dev.millrace.kernel;

import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.ItemVectors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Vectors of float32 outside the heap, [size x dimension] row-major, little-endian. Immutable and thread-safe. The
 * memory belongs to whoever made it; once that is closed, every call throws an {@link IllegalStateException}.
 *
 * <p>Products of single vectors are those of {@link FloatVectors} to the last bit. Those of many items are computed as
 * many numbers at a time as a vector register holds, where the Vector API is there, and round otherwise.
 *
 * <p>The memory is never an array's: all reads of the Vector API share one profile in the virtual machine, and a
 * process that reads both kinds asks at each of them which it is.
 */
public final class NativeVectors implements ItemVectors {
    /** How a number lies there; files written before rows were aligned begin anywhere. */
    public static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int LEAST_WIDE = VectorApi.present() ? WideProducts.leastDimension() : Integer.MAX_VALUE;

    private final MemorySegment rows;
    private final int dimension;
    private final long rowBytes;
    private final int size;

    /**
     * Creates vectors over memory, which must not change any more.
     *
     * @param rows native memory, [size x dimension] float32
     * @param dimension numbers a vector, &gt; 0
     */
    public NativeVectors(MemorySegment rows, int dimension) {
        if (!rows.isNative()) {
            throw new IllegalArgumentException("rows: " + rows + " (expected: native memory)");
        }
        long numbers = rows.byteSize() / Float.BYTES;
        if (dimension <= 0 || rows.byteSize() % Float.BYTES != 0 || numbers % dimension != 0) {
            throw new IllegalArgumentException(
                    "dimension: " + dimension + " (expected: a divisor of " + numbers + " values)");
        }
        if (numbers / dimension > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "vectors: " + numbers / dimension + " (expected: at most " + Integer.MAX_VALUE + ")");
        }
        this.rows = rows;
        this.dimension = dimension;
        this.rowBytes = (long) dimension * Float.BYTES;
        this.size = (int) (numbers / dimension);
    }

    /** Returns {@code vectors} outside the heap: themselves where they are, else a copy that goes with its last use. */
    public static NativeVectors of(ItemVectors vectors) {
        if (vectors instanceof NativeVectors there) {
            return there;
        }
        float[] row = new float[vectors.dimension()];
        long rowBytes = (long) row.length * Float.BYTES;
        MemorySegment copy = Arena.ofAuto().allocate(vectors.size() * rowBytes, RowLines.LINE);
        for (int item = 0; item < vectors.size(); item++) {
            vectors.copy(item, row);
            MemorySegment.copy(row, 0, copy, FLOAT, item * rowBytes, row.length);
        }
        return new NativeVectors(copy, row.length);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    /** Returns all vectors; read only. */
    public MemorySegment rows() {
        return rows;
    }

    /** Returns where an item's vector begins, in bytes. */
    public long offset(int item) {
        return item * rowBytes;
    }

    private float number(long base, int i) {
        return rows.get(FLOAT, base + (long) Float.BYTES * i);
    }

    @Override
    public float dot(int item, float[] vector) {
        long base = offset(item);
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < dimension; i += 4) {
            a += number(base, i) * vector[i];
            b += number(base, i + 1) * vector[i + 1];
            c += number(base, i + 2) * vector[i + 2];
            d += number(base, i + 3) * vector[i + 3];
        }
        for (; i < dimension; i++) {
            a += number(base, i) * vector[i];
        }
        return (a + b) + (c + d);
    }

    @Override
    public float dot(int item, int other) {
        float sum = 0;
        long a = offset(item);
        long b = offset(other);
        for (int i = 0; i < dimension; i++) {
            sum += number(a, i) * number(b, i);
        }
        return sum;
    }

    @Override
    public void dots(int item, float[] first, float[] second, float[] third, float[] out) {
        out[0] = dot(item, first);
        out[1] = dot(item, second);
        out[2] = dot(item, third);
    }

    @Override
    public void dots(int[] items, int count, float[] first, float[] second, float[] third, float[] out) {
        if (dimension >= LEAST_WIDE) {
            WideProducts.write(rows, items, count, first, second, third, out);
        } else {
            ItemVectors.super.dots(items, count, first, second, third, out);
        }
    }

    @Override
    public void add(int item, float weight, float[] into) {
        long base = offset(item);
        for (int i = 0; i < dimension; i++) {
            into[i] += weight * number(base, i);
        }
    }

    @Override
    public void copy(int item, float[] into) {
        MemorySegment.copy(rows, FLOAT, offset(item), into, 0, dimension);
    }
}
