package dev.millrace.retrieval.dense;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Scores blocks of {@link BlockScan#ITEMS} items in the codes of {@link CodeBooks} by looking words up in
 * {@link QueryTables} that stay in registers (Andre, Kermarrec, Le Scouarnec, Cache locality is not enough, 2015).
 *
 * <p>A block is [books / 2 x 64] bytes, each with the words of two books, the first in the lower four bits. Byte 2i of
 * a row is of item i and byte 2i + 1 of item 32 + i, so that sums of bytes widen to shorts without a move. Both methods
 * give the same numbers.
 *
 * <p>What a loop carries is never the receiver of a call, only its argument: the compiler does not know its class
 * there, and where other code of the process has used other shapes it would make a virtual call with an object for each
 * operation, thirty times as slow.
 */
final class TableScan {
    private static final int HALF = BlockScan.ITEMS / 2;

    private static final VectorSpecies<Byte> BYTES = Shapes.LOOKUPS;
    private static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class, BYTES.vectorShape());
    private static final int LANES = BYTES.length();

    private TableScan() {}

    /** Returns where the byte of an item lies in a row of its block. */
    static int column(int item) {
        return item < HALF ? 2 * item : 2 * (item - HALF) + 1;
    }

    /**
     * Scores one block.
     *
     * @param codes native memory that holds the block
     * @param base where the block begins, bytes
     * @param limit what a sum must exceed to be good
     * @param sums receives the {@link BlockScan#ITEMS} sums of steps
     * @return bit i is set where the sum of item i is greater than {@code limit}
     */
    static long score(MemorySegment codes, long base, QueryTables tables, short limit, short[] sums) {
        byte[] low = tables.low();
        byte[] high = tables.high();
        long good = 0;
        for (int lane = 0; lane < BlockScan.ITEMS; lane += LANES) {
            ShortVector all = ShortVector.zero(SHORTS);
            ShortVector odd = all;
            ByteVector above = ByteVector.zero(BYTES);
            long at = base + lane;
            int table = 0;
            for (; table < high.length; table += 2 * QueryTables.WIDTH, at += BlockScan.ITEMS) {
                ByteVector first = ByteVector.fromMemorySegment(BYTES, codes, at, ByteOrder.LITTLE_ENDIAN);
                ByteVector second = upper(first);
                ShortVector both = look(low, table, first)
                        .add(look(low, table + QueryTables.WIDTH, second))
                        .reinterpretAsShorts();
                all = both.add(all);
                odd = both.lanewise(VectorOperators.LSHR, Byte.SIZE).add(odd);
                above = look(high, table, first)
                        .add(look(high, table + QueryTables.WIDTH, second))
                        .add(above);
            }
            for (; table < low.length; table += 2 * QueryTables.WIDTH, at += BlockScan.ITEMS) {
                ByteVector first = ByteVector.fromMemorySegment(BYTES, codes, at, ByteOrder.LITTLE_ENDIAN);
                ShortVector both = look(low, table, first)
                        .add(look(low, table + QueryTables.WIDTH, upper(first)))
                        .reinterpretAsShorts();
                all = both.add(all);
                odd = both.lanewise(VectorOperators.LSHR, Byte.SIZE).add(odd);
            }
            odd = ShortVector.zero(SHORTS).add(odd);
            ShortVector more = ByteVector.zero(BYTES).add(above).reinterpretAsShorts();
            ShortVector even = ShortVector.zero(SHORTS)
                    .add(all)
                    .sub(odd.lanewise(VectorOperators.LSHL, Byte.SIZE))
                    .add(more.and((short) 0xff).lanewise(VectorOperators.LSHL, QueryTables.LOW_BITS));
            odd = odd.add(more.lanewise(VectorOperators.LSHR, Byte.SIZE)
                    .lanewise(VectorOperators.LSHL, QueryTables.LOW_BITS));
            even.intoArray(sums, lane / 2);
            odd.intoArray(sums, HALF + lane / 2);
            good |= even.compare(VectorOperators.GT, limit).toLong() << (lane / 2)
                    | odd.compare(VectorOperators.GT, limit).toLong() << (HALF + lane / 2);
        }
        return good;
    }

    /** Brings the upper four bits of every byte to where its lower are; what lies above them does not matter. */
    private static ByteVector upper(ByteVector codes) {
        return codes.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes();
    }

    private static ByteVector look(byte[] tables, int at, ByteVector words) {
        return words.selectFrom(ByteVector.fromArray(BYTES, tables, at));
    }

    /** The plain twin of {@link #score}. */
    static long scalar(MemorySegment codes, long base, QueryTables tables, short limit, short[] sums) {
        long good = 0;
        for (int item = 0; item < BlockScan.ITEMS; item++) {
            int sum = 0;
            for (int book = 0; book * QueryTables.WIDTH < tables.low().length; book++) {
                int pair = codes.get(ValueLayout.JAVA_BYTE, base + (long) (book / 2) * BlockScan.ITEMS + column(item));
                int at = book * QueryTables.WIDTH + (pair >>> (4 * (book % 2)) & 0xf);
                sum += tables.low()[at];
                sum += at < tables.high().length ? (tables.high()[at] & 0xff) << QueryTables.LOW_BITS : 0;
            }
            sums[item] = (short) sum;
            good |= sum > limit ? 1L << item : 0;
        }
        return good;
    }
}
