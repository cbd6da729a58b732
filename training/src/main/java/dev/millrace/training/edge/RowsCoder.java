package dev.millrace.training.edge;

/** Writes where the values of each item begin, as {@code Rows} reads it. Stateless. */
final class RowsCoder {
    private static final int BLOCK = 128;
    private static final int VARIES = 0xff;

    private RowsCoder() {}

    /** Writes rows of {@code lengths[item]} values. */
    static void write(PartWriter part, int[] lengths) {
        int each = lengths.length == 0 ? 0 : lengths[0];
        boolean even = each < VARIES;
        for (int length : lengths) {
            even &= length == each;
        }
        if (even) {
            part.int32(each).codes(new int[0]);
            return;
        }
        int[] blocks = new int[(lengths.length + BLOCK - 1) / BLOCK + 1];
        int[] ends = new int[lengths.length];
        int total = 0;
        for (int item = 0; item < lengths.length; item++) {
            if (item % BLOCK == 0) {
                blocks[item / BLOCK] = total;
            }
            total += lengths[item];
            ends[item] = total - blocks[item / BLOCK];
        }
        blocks[blocks.length - 1] = total;
        part.int32(VARIES).codes(blocks).codes(ends);
    }
}
