package dev.millrace.edge.catalog;

/**
 * Where the values of every item begin in a table of values, item after item: the same number for each item, or, for a
 * different number, the end of each item relative to the beginning of its block of 128 items. Immutable and
 * thread-safe.
 */
final class Rows {
    static final int BLOCK = 128;
    private static final int VARIES = 0xff;

    private final int items;
    private final int each;
    private final int total;
    private final Codes blocks;
    private final Codes ends;

    private Rows(int items, int each, int total, Codes blocks, Codes ends) {
        this.items = items;
        this.each = each;
        this.total = total;
        this.blocks = blocks;
        this.ends = ends;
    }

    static Rows read(PartReader part, int items) {
        int each = part.count("values an item", 0, VARIES);
        if (each != VARIES) {
            if ((long) items * each > Integer.MAX_VALUE) {
                throw part.bad("values an item: " + each + " of " + items + " items (expected: fewer than 2^31)");
            }
            Codes none = part.codes("blocks", 0);
            return new Rows(items, each, items * each, none, none);
        }
        int blockCount = (items + BLOCK - 1) / BLOCK;
        Codes blocks = part.codes("blocks", blockCount + 1);
        Codes ends = part.codes("ends", items);
        Rows rows = new Rows(items, each, blocks.get(blockCount), blocks, ends);
        Codes.Walk walk = ends.walk(BLOCK);
        int last = 0;
        for (int block = 0; walk.next(); block++) {
            if (blocks.get(block) != last) {
                throw part.bad("values of item " + walk.first() + ": begin at " + blocks.get(block) + " (expected: "
                        + last + ")");
            }
            int ascending = ascending(walk.numbers(), walk.count());
            if (ascending < walk.count()) {
                throw part.bad("values of item " + (walk.first() + ascending) + ": end before they begin");
            }
            last += walk.numbers()[ascending - 1];
        }
        if (last != rows.total || rows.total < 0) {
            throw part.bad("values: end at " + last + " (expected: " + rows.total + ")");
        }
        return rows;
    }

    /**
     * Returns the first of some numbers that is below the one before, the first one being at least 0; else how many
     * there are.
     */
    private static int ascending(int[] numbers, int count) {
        int last = 0;
        for (int at = 0; at < count; at++) {
            if (numbers[at] < last) {
                return at;
            }
            last = numbers[at];
        }
        return count;
    }

    int items() {
        return items;
    }

    /** Returns the number of values of all items. */
    int total() {
        return total;
    }

    int begin(int item) {
        if (each != VARIES) {
            return item * each;
        }
        return item % BLOCK == 0 ? blocks.get(item / BLOCK) : end(item - 1);
    }

    int end(int item) {
        if (each != VARIES) {
            return (item + 1) * each;
        }
        return blocks.get(item / BLOCK) + ends.get(item);
    }

    /** Returns the item that has the value at {@code position}, looking from {@code item}, which is none after it. */
    int itemAt(int position, int item) {
        if (each != VARIES) {
            return position / each;
        }
        int block = item / BLOCK;
        while (blocks.get(block + 1) <= position) {
            block++;
        }
        int at = Math.max(item, block * BLOCK);
        int begin = blocks.get(block);
        while (begin + ends.get(at) <= position) {
            at++;
        }
        return at;
    }
}
