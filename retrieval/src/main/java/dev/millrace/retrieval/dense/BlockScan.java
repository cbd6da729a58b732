package dev.millrace.retrieval.dense;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner products of a query with a block of {@value #ITEMS} centres in int8 codes, [dimension x {@value #ITEMS}]: the
 * codes of one dimension lie side by side, so that a centre is a lane and nothing is summed across lanes. Items have
 * codes that are scanned in less time and say less, see {@link TableScan}; for the order of lists that costs more than
 * it saves (ADR 0044).
 *
 * <p>Codes are widened to float and go into fused multiply-adds. Java has no word for the instructions that multiply
 * bytes, and products of shorts were slower (ADR 0042). Both methods add in the same order and give the same bits,
 * whatever the width of the machine's vectors.
 */
final class BlockScan {
    /** Items of a block. */
    static final int ITEMS = 64;

    private static final VectorSpecies<Float> FLOATS = Shapes.FLOATS;
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, FLOATS.vectorBitSize() / 4)));
    private static final boolean WIDE = LANES >= 8;

    private BlockScan() {}

    /**
     * Scores one block.
     *
     * @param codes native memory that holds the block
     * @param base where the block begins, bytes
     * @param query [dimension], each number times the step of its dimension's codes
     * @param start what is added to every product: the query's product with what the codes are relative to
     * @param threshold what counts as good
     * @param scores receives the {@value #ITEMS} products from {@code at} on
     * @return bit i is set where the product of item i is greater than {@code threshold}
     */
    static long score(
            MemorySegment codes, long base, float[] query, float start, float threshold, float[] scores, int at) {
        return WIDE
                ? vector(codes, base, query, start, threshold, scores, at)
                : scalar(codes, base, query, start, threshold, scores, at);
    }

    private static long vector(
            MemorySegment codes, long base, float[] query, float start, float threshold, float[] scores, int at) {
        long good = 0;
        for (int lane = 0; lane < ITEMS; lane += 4 * LANES) {
            FloatVector a = FloatVector.broadcast(FLOATS, start);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            for (int j = 0; j < query.length; j++) {
                FloatVector factor = FloatVector.broadcast(FLOATS, query[j]);
                long offset = base + j * (long) ITEMS + lane;
                a = floats(codes, offset).fma(factor, a);
                b = floats(codes, offset + LANES).fma(factor, b);
                c = floats(codes, offset + 2L * LANES).fma(factor, c);
                d = floats(codes, offset + 3L * LANES).fma(factor, d);
            }
            a.intoArray(scores, at + lane);
            b.intoArray(scores, at + lane + LANES);
            c.intoArray(scores, at + lane + 2 * LANES);
            d.intoArray(scores, at + lane + 3 * LANES);
            long bits = a.compare(VectorOperators.GT, threshold).toLong()
                    | (b.compare(VectorOperators.GT, threshold).toLong() << LANES)
                    | (c.compare(VectorOperators.GT, threshold).toLong() << (2 * LANES))
                    | (d.compare(VectorOperators.GT, threshold).toLong() << (3 * LANES));
            good |= bits << lane;
        }
        return good;
    }

    private static FloatVector floats(MemorySegment codes, long offset) {
        return (FloatVector) ByteVector.fromMemorySegment(BYTES, codes, offset, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.B2F, FLOATS, 0);
    }

    /** The plain twin of {@link #score}. */
    static long scalar(
            MemorySegment codes, long base, float[] query, float start, float threshold, float[] scores, int at) {
        long good = 0;
        for (int item = 0; item < ITEMS; item++) {
            float sum = start;
            for (int j = 0; j < query.length; j++) {
                sum = Math.fma((float) codes.get(ValueLayout.JAVA_BYTE, base + j * (long) ITEMS + item), query[j], sum);
            }
            scores[at + item] = sum;
            good |= sum > threshold ? 1L << item : 0;
        }
        return good;
    }
}
