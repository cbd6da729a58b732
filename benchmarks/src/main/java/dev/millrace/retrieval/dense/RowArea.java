package dev.millrace.retrieval.dense;

import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Random float32 vectors that are multiplied with a query for measuring, {@link CodeArea#STEP} bytes a call, round and
 * round: what scores again the items that a scan kept, and what an exact scan does. Of the kernels' package as
 * {@link CodeArea} is. One thread at a time.
 */
public final class RowArea {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private final float[] rows;
    private final int[] shuffled;
    private final float[] query;
    private final int[] numbers;
    private final float[] products;
    private int next;

    private RowArea(float[] rows, int[] shuffled, float[] query) {
        this.rows = rows;
        this.shuffled = shuffled;
        this.query = query;
        this.numbers = new int[CodeArea.STEP / rowBytes(query.length)];
        this.products = new float[numbers.length];
    }

    /**
     * Draws vectors and a query.
     *
     * @param dimension numbers a vector, a power of two from 4 to 4096
     * @param bytes of all vectors, a multiple of {@link CodeArea#STEP}
     */
    public static RowArea of(int dimension, long bytes) {
        CodeArea.checkSize(dimension, bytes);
        SplittableRandom random = new SplittableRandom(dimension);
        float[] query = CodeArea.numbers(dimension, random);
        float[] rows = CodeArea.numbers(Math.toIntExact(bytes / Float.BYTES), random);
        int[] shuffled = new int[rows.length / dimension];
        for (int row = 0; row < shuffled.length; row++) {
            int other = random.nextInt(row + 1);
            shuffled[row] = shuffled[other];
            shuffled[other] = row;
        }
        return new RowArea(rows, shuffled, query);
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
                int base = numbers[i] * query.length;
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
            sum += InnerProduct.of(rows, row * query.length, query);
        }
        return sum;
    }

    /** The plain twin of {@link #inOrder}. */
    public float inOrderPlain() {
        int begin = next();
        float sum = 0;
        for (int row = begin; row < begin + numbers.length; row++) {
            sum += InnerProduct.scalar(rows, row * query.length, query);
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
        int begin = next() * query.length;
        int end = begin + CodeArea.STEP / Float.BYTES;
        int lanes = FLOATS.length();
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        for (int at = begin; at < end; at += 8 * lanes) {
            a = FloatVector.fromArray(FLOATS, rows, at).add(a);
            b = FloatVector.fromArray(FLOATS, rows, at + lanes).add(b);
            c = FloatVector.fromArray(FLOATS, rows, at + 2 * lanes).add(c);
            d = FloatVector.fromArray(FLOATS, rows, at + 3 * lanes).add(d);
            e = FloatVector.fromArray(FLOATS, rows, at + 4 * lanes).add(e);
            f = FloatVector.fromArray(FLOATS, rows, at + 5 * lanes).add(f);
            g = FloatVector.fromArray(FLOATS, rows, at + 6 * lanes).add(g);
            h = FloatVector.fromArray(FLOATS, rows, at + 7 * lanes).add(h);
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
}
