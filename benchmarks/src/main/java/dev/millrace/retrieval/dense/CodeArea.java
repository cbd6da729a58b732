package dev.millrace.retrieval.dense;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Random codes that the kernels of a clustered scan go through for measuring, {@value #STEP} bytes a call, round and
 * round. One thread at a time; {@link #close} frees the native memory.
 *
 * <p>It is of the kernels' package, though the benchmarks have it: the loops that are timed then call what a search
 * calls, and nothing of the index is opened for them. What codes say makes no difference to the time; the code books
 * are half as many as dimensions, as most vectors have.
 */
public final class CodeArea implements AutoCloseable {
    /** Bytes a call goes through. */
    public static final int STEP = 1 << 18;

    private static final int CHECKED_BLOCKS = 4_096;
    /** Of the items of the first block in order, the last that is not good. */
    private static final int PASS_FROM = 60;

    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Arena arena;
    private final MemorySegment codes;
    private final QueryTables tables;
    private final short limit;
    private final float[] query;
    private final int codeBlock;
    private final int centreBlock;
    private final short[] sums = new short[BlockScan.ITEMS];
    private final float[] scores = new float[BlockScan.ITEMS];
    private long next;

    private CodeArea(Arena arena, MemorySegment codes, QueryTables tables, short limit, float[] query) {
        this.arena = arena;
        this.codes = codes;
        this.tables = tables;
        this.limit = limit;
        this.query = query;
        this.codeBlock = codeBytes(query.length) * BlockScan.ITEMS;
        this.centreBlock = centreBytes(query.length) * BlockScan.ITEMS;
    }

    /**
     * Draws codes and a query.
     *
     * @param dimension numbers a vector, a power of two from 4 to 4096
     * @param bytes of all codes, a multiple of {@value #STEP}
     */
    @SuppressWarnings("MustBeClosedChecker") // the area closes it
    public static CodeArea of(int dimension, long bytes) {
        checkSize(dimension, bytes);
        SplittableRandom random = new SplittableRandom(dimension);
        float[] query = numbers(dimension, random);
        QueryTables tables = new QueryTables(books(dimension, random));
        tables.prepare(query);
        Arena arena = Arena.ofShared();
        MemorySegment codes = arena.allocate(bytes, Long.BYTES);
        for (long i = 0; i < bytes / Long.BYTES; i++) {
            codes.setAtIndex(LONG, i, random.nextLong());
        }
        short[] sums = new short[BlockScan.ITEMS];
        TableScan.scalar(codes, 0, tables, (short) 0, sums);
        Arrays.sort(sums);
        return new CodeArea(arena, codes, tables, sums[PASS_FROM], query);
    }

    static void checkSize(int dimension, long bytes) {
        if (dimension < 4 || dimension > STEP / BlockScan.ITEMS || Integer.bitCount(dimension) != 1) {
            throw new IllegalArgumentException(
                    "dimension: " + dimension + " (expected: a power of two from 4 to " + STEP / BlockScan.ITEMS + ")");
        }
        if (bytes <= 0 || bytes % STEP != 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: a multiple of " + STEP + ")");
        }
    }

    static float[] numbers(int count, SplittableRandom random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }

    private static CodeBooks books(int dimension, SplittableRandom random) {
        float[] ones = new float[dimension];
        Arrays.fill(ones, 1);
        return new CodeBooks(
                ones,
                new float[dimension],
                IntStream.rangeClosed(0, dimension / 2).map(book -> 2 * book).toArray(),
                IntStream.range(0, dimension).toArray(),
                numbers(dimension * CodeBooks.WORDS, random));
    }

    /** Bytes of an item's code. */
    public static int codeBytes(int dimension) {
        return dimension / 4;
    }

    /** Bytes of a centre's int8 code. */
    public static int centreBytes(int dimension) {
        return dimension;
    }

    /**
     * Compares the fast kernels with their plain twins, in as many blocks as {@value #CHECKED_BLOCKS} all over the
     * area.
     *
     * @throws IllegalStateException when a sum, a product or a mark of what is good differs in one bit
     */
    public void check() {
        short[] plainSums = new short[BlockScan.ITEMS];
        float[] plainScores = new float[BlockScan.ITEMS];
        for (long base = 0; base < codes.byteSize(); base += stride(codeBlock)) {
            long plain = TableScan.scalar(codes, base, tables, limit, plainSums);
            same(base, TableScan.score(codes, base, tables, limit, sums), plain);
            same(base, Arrays.toString(sums), Arrays.toString(plainSums));
        }
        for (long base = 0; base < codes.byteSize(); base += stride(centreBlock)) {
            long plain = BlockScan.scalar(codes, base, query, 1, 0, plainScores, 0);
            same(base, BlockScan.score(codes, base, query, 1, 0, scores, 0), plain);
            same(base, Arrays.toString(scores), Arrays.toString(plainScores));
        }
    }

    private long stride(int block) {
        return Math.max(1, codes.byteSize() / block / CHECKED_BLOCKS) * block;
    }

    private static void same(long base, Object fast, Object plain) {
        if (!fast.equals(plain)) {
            throw new IllegalStateException("block at byte " + base + ": " + fast + " (expected: " + plain + ")");
        }
    }

    MemorySegment segment() {
        return codes;
    }

    private long next() {
        long begin = next;
        next = (begin + STEP) % codes.byteSize();
        return begin;
    }

    /**
     * Looks up items' codes in as many bits as {@link DenseIndex#lookupBits()}; returns what depends on all of them.
     */
    public long codes() {
        long begin = next();
        long good = 0;
        for (long base = begin; base < begin + STEP; base += codeBlock) {
            good += TableScan.score(codes, base, tables, limit, sums);
        }
        return good;
    }

    /** The plain twin of {@link #codes}: the same number. */
    public long codesPlain() {
        long begin = next();
        long good = 0;
        for (long base = begin; base < begin + STEP; base += codeBlock) {
            good += TableScan.scalar(codes, base, tables, limit, sums);
        }
        return good;
    }

    /** Multiplies int8 codes of centres with the query; returns what depends on all of them. */
    public long centres() {
        long begin = next();
        long good = 0;
        for (long base = begin; base < begin + STEP; base += centreBlock) {
            good += BlockScan.score(codes, base, query, 0, 0, scores, 0);
        }
        return good;
    }

    /** The plain twin of {@link #centres}: the same number. */
    public long centresPlain() {
        long begin = next();
        long good = 0;
        for (long base = begin; base < begin + STEP; base += centreBlock) {
            good += BlockScan.scalar(codes, base, query, 0, 0, scores, 0);
        }
        return good;
    }

    /** Reads the same bytes and does no more with them than adding them up. */
    public long read() {
        long begin = next();
        int bytes = LONGS.vectorByteSize();
        LongVector a = LongVector.zero(LONGS);
        LongVector b = a;
        LongVector c = a;
        LongVector d = a;
        for (long at = begin; at < begin + STEP; at += 4L * bytes) {
            a = LongVector.fromMemorySegment(LONGS, codes, at, ByteOrder.LITTLE_ENDIAN)
                    .add(a);
            b = LongVector.fromMemorySegment(LONGS, codes, at + bytes, ByteOrder.LITTLE_ENDIAN)
                    .add(b);
            c = LongVector.fromMemorySegment(LONGS, codes, at + 2L * bytes, ByteOrder.LITTLE_ENDIAN)
                    .add(c);
            d = LongVector.fromMemorySegment(LONGS, codes, at + 3L * bytes, ByteOrder.LITTLE_ENDIAN)
                    .add(d);
        }
        return LongVector.zero(LONGS).add(a).add(b).add(c).add(d).reduceLanes(VectorOperators.ADD);
    }

    @Override
    public void close() {
        arena.close();
    }
}
