package dev.millrace.edge.catalog;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Column;
import java.nio.ByteBuffer;

/**
 * Numbers that answer from the bytes of a part: codes into a table of float64, or whole multiples of a step above a
 * base, divided by a power of ten: whatever gives them back exactly in the fewest bytes, or as float64 where nothing
 * else does. Immutable and thread-safe.
 */
public final class CodedNumbers implements Column.Numbers {
    /** Up to here from 0 a base and a code have a sum that is right. */
    private static final long MOST_BASE = 1L << 62;

    private final Codes codes;
    private final ByteBuffer table;
    private final int divisor;
    private final long base;
    private final int missing;

    private CodedNumbers(Codes codes, ByteBuffer table, int divisor, long base, int missing) {
        this.codes = codes;
        this.table = table;
        this.divisor = divisor;
        this.base = base;
        this.missing = missing;
    }

    static CodedNumbers read(PartReader part, int items) {
        int divisor = part.count("divisor", 0, 1_000_000);
        if (divisor > 0) {
            long base = part.int64("base");
            int missing = part.count("code of a missing number", -1, Integer.MAX_VALUE);
            return new CodedNumbers(part.codes("number", items), part.slice("table", 0, 1), divisor, base, missing);
        }
        int size = part.count("distinct numbers", 0, Integer.MAX_VALUE);
        ByteBuffer table = part.slice("distinct numbers", size, Double.BYTES);
        return new CodedNumbers(part.codesBelow("number", items, size), table, 0, 0, -1);
    }

    @Override
    public int size() {
        return codes.size();
    }

    @Override
    public double value(int item) {
        int code = codes.get(item);
        return divisor > 0 && code == missing ? Double.NaN : number(code);
    }

    private double number(int code) {
        return divisor == 0 ? table.getDouble(Double.BYTES * code) : (double) (base + code) / divisor;
    }

    /** Makes {@code into} the set of the items whose number lies in {@code [from, to]}. */
    public void within(double from, double to, ItemSet into) {
        long[] words = into.words();
        int[] some = new int[Long.SIZE];
        boolean ordered = divisor > 0 && Math.abs(base) <= MOST_BASE;
        // Greater codes are greater numbers, so the range is one of codes; without that order it is asked of each.
        long least = ordered ? first(from, true) : 0;
        long most = ordered ? first(to, false) - 1 : 0;
        for (int word = 0; word < words.length; word++) {
            int count = Math.min(Long.SIZE, size() - word * Long.SIZE);
            codes.read(word * Long.SIZE, count, some);
            words[word] = ordered ? within(some, count, least, most) : within(some, count, from, to);
        }
    }

    /** Returns the least code whose number is at least {@code bound}, or, unless it may be it, not at most it. */
    private long first(double bound, boolean itself) {
        long low = Integer.MIN_VALUE;
        long high = Integer.MAX_VALUE + 1L;
        while (low < high) {
            long middle = (low + high) >> 1;
            double number = number((int) middle);
            if (itself ? number >= bound : !(number <= bound)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private long within(int[] some, int count, long least, long most) {
        long bits = 0;
        for (int i = 0; i < count; i++) {
            int code = some[i];
            long outside = (code - least) | (most - code); // below 0 where either is
            bits |= (outside >= 0 && code != missing ? 1L : 0L) << i;
        }
        return bits;
    }

    private long within(int[] some, int count, double from, double to) {
        long bits = 0;
        for (int i = 0; i < count; i++) {
            double number = number(some[i]);
            boolean missed = divisor > 0 && some[i] == missing;
            bits |= (number >= from && number <= to && !missed ? 1L : 0L) << i;
        }
        return bits;
    }
}
