package dev.millrace.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads rows that lie all over memory, so that they are on their way before they are multiplied. Stateless. */
public final class RowLines {
    /** Rows that are on their way at once. */
    public static final int AHEAD = 64;

    /** Bytes of a line of memory. */
    static final int LINE = 64;

    private RowLines() {}

    /**
     * Reads every line of some rows once, those that begin within a line too. Four at a time without a loop between:
     * the fewer instructions a line takes, the more of them the processor waits for at once.
     *
     * @param rows of {@code rowBytes} each
     * @param numbers of the rows, those of {@code from} to {@code to}
     * @return what has to be used for the reads not to be left out
     */
    public static int read(MemorySegment rows, int[] numbers, int from, int to, int rowBytes) {
        boolean aligned = rows.address() % LINE == 0 && rowBytes % LINE == 0;
        int seen = 0;
        for (int i = from; i < to; i++) {
            long base = (long) numbers[i] * rowBytes;
            int at = 0;
            for (; at + 4 * LINE <= rowBytes; at += 4 * LINE) {
                seen |= bits(rows, base + at)
                        | bits(rows, base + at + LINE)
                        | bits(rows, base + at + 2 * LINE)
                        | bits(rows, base + at + 3 * LINE);
            }
            for (; at < rowBytes; at += LINE) {
                seen |= bits(rows, base + at);
            }
            if (!aligned) {
                seen |= bits(rows, base + rowBytes - Integer.BYTES);
            }
        }
        return seen;
    }

    private static int bits(MemorySegment rows, long at) {
        return rows.get(ValueLayout.JAVA_INT_UNALIGNED, at);
    }
}
