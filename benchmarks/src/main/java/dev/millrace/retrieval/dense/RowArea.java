package dev.millrace.retrieval.dense;

import dev.millrace.cascade.release.ArrayFile;
import dev.millrace.cascade.release.ArrayFileWriter;
import dev.millrace.kernel.VectorMaps;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Random float32 vectors that are multiplied with a query for measuring, {@link CodeArea#STEP} bytes a call, round and
 * round: what scores again the items that a scan kept, and what an exact scan does. Of the kernels' package as
 * {@link CodeArea} is. One thread at a time; {@link #close} unmaps the vectors.
 */
public final class RowArea implements AutoCloseable {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private final VectorMaps maps;
    private final MemorySegment rows;
    private final int[] shuffled;
    private final float[] query;
    private final int[] numbers;
    private final float[] products;
    private int next;

    private RowArea(VectorMaps maps, MemorySegment rows, int[] shuffled, float[] query) {
        this.maps = maps;
        this.rows = rows;
        this.shuffled = shuffled;
        this.query = query;
        this.numbers = new int[CodeArea.STEP / rowBytes(query.length)];
        this.products = new float[numbers.length];
    }

    /** Where the vectors lie. */
    public enum Place {
        /** In a file that is mapped, as a server has them. */
        MAPPED,
        /** In an array, whose first row begins 16 bytes into a line of memory. */
        HEAP
    }

    /**
     * Draws vectors and a query.
     *
     * @param dimension numbers a vector, a power of two from 4 to 4096
     * @param bytes of all vectors, a multiple of {@link CodeArea#STEP}
     */
    public static RowArea of(int dimension, long bytes, Place place) throws IOException {
        CodeArea.checkSize(dimension, bytes);
        SplittableRandom random = new SplittableRandom(dimension);
        float[] query = CodeArea.numbers(dimension, random);
        float[] numbers = CodeArea.numbers(Math.toIntExact(bytes / Float.BYTES), random);
        VectorMaps maps = new VectorMaps();
        MemorySegment rows = switch (place) {
            case MAPPED -> mapped(numbers, dimension, maps);
            case HEAP -> MemorySegment.ofArray(numbers);
        };
        int[] shuffled = new int[numbers.length / dimension];
        for (int row = 0; row < shuffled.length; row++) {
            int other = random.nextInt(row + 1);
            shuffled[row] = shuffled[other];
            shuffled[other] = row;
        }
        return new RowArea(maps, rows, shuffled, query);
    }

    private static MemorySegment mapped(float[] numbers, int dimension, VectorMaps maps) throws IOException {
        Path folder = Files.createTempDirectory("millrace-rows");
        Path file = folder.resolve("rows.bin");
        try {
            try (ArrayFileWriter writer = new ArrayFileWriter(file)) {
                writer.alignedFloats("rows", numbers);
            }
            return maps.read(ArrayFile.read(file, "rows").span("rows"), dimension)
                    .rows();
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    /** Bytes of a vector. */
    public static int rowBytes(int dimension) {
        return Float.BYTES * dimension;
    }

    /**
     * Compares the products of all vectors with those of the plain twin.
     *
     * @throws IllegalStateException when one differs by more than rounding
     */
    public void check() {
        for (int from = 0; from < shuffled.length; from += numbers.length) {
            anywhere();
            for (int i = 0; i < numbers.length; i++) {
                long base = base(numbers[i]);
                same(numbers[i], InnerProduct.of(rows, base, query), InnerProduct.scalar(rows, base, query));
                same(numbers[i], products[i], InnerProduct.scalar(rows, base, query));
            }
        }
    }

    private static void same(int row, float fast, float plain) {
        if (!(Math.abs(fast - plain) < 1e-4f * (1 + Math.abs(plain)))) {
            throw new IllegalStateException("row " + row + ": " + fast + " (expected: " + plain + ")");
        }
    }

    private long base(int row) {
        return (long) row * rowBytes(query.length);
    }

    private int next() {
        int begin = next;
        next = (begin + numbers.length) % shuffled.length;
        return begin;
    }

    /** Multiplies vectors that follow one another, as an exact scan does; returns the sum of the products. */
    public float inOrder() {
        int begin = next();
        float sum = 0;
        for (int row = begin; row < begin + numbers.length; row++) {
            sum += InnerProduct.of(rows, base(row), query);
        }
        return sum;
    }

    /** The plain twin of {@link #inOrder}. */
    public float inOrderPlain() {
        int begin = next();
        float sum = 0;
        for (int row = begin; row < begin + numbers.length; row++) {
            sum += InnerProduct.scalar(rows, base(row), query);
        }
        return sum;
    }

    /** Multiplies vectors that lie all over memory, as a scan does with what it kept; returns the products. */
    public float[] anywhere() {
        System.arraycopy(shuffled, next(), numbers, 0, numbers.length);
        InnerProduct.of(rows, numbers, numbers.length, query, products);
        return products;
    }

    /** Reads vectors that follow one another and does no more with them than adding them up. */
    public float read() {
        long begin = base(next());
        int bytes = FLOATS.vectorByteSize();
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        for (long at = begin; at < begin + CodeArea.STEP; at += 8L * bytes) {
            a = load(at).add(a);
            b = load(at + bytes).add(b);
            c = load(at + 2L * bytes).add(c);
            d = load(at + 3L * bytes).add(d);
            e = load(at + 4L * bytes).add(e);
            f = load(at + 5L * bytes).add(f);
            g = load(at + 6L * bytes).add(g);
            h = load(at + 7L * bytes).add(h);
        }
        FloatVector sums = FloatVector.zero(FLOATS)
                .add(a)
                .add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h);
        return sums.reduceLanes(VectorOperators.ADD);
    }

    private FloatVector load(long at) {
        return FloatVector.fromMemorySegment(FLOATS, rows, at, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        maps.close();
    }
}
