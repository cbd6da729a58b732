package dev.millrace.retrieval.dense;

import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.kernel.NativeVectors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Items in lists of near ones, as {@link ClusteredIndex} reads them. Immutable once built and thread-safe; the memory
 * is native and is freed once by {@link #close}.
 *
 * <p>A position is where an item stands: lists follow one another, each begins a block of {@link BlockScan#ITEMS}
 * positions, and the last block of a list may hold positions without an item. One segment holds everything,
 * little-endian and laid out by {@link Layout}; it is built in memory or mapped from a file.
 */
final class ClusteredLists implements AutoCloseable {
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);

    private final Arena arena;
    private final MemorySegment memory;
    private final Layout layout;
    private final MemorySegment codes;
    private final MemorySegment centres;
    private final MemorySegment ordinals;
    private final MemorySegment positions;
    private final int[] firstBlocks;
    private final int[] ends;
    private final CodeBooks books;
    private final float[] centreSteps;
    private final NativeVectors origins;
    private final float[] scales;
    private final float meanScale;

    /**
     * Creates the view of a filled segment.
     *
     * @param arena owns {@code memory}; from now on closed by this
     */
    ClusteredLists(Arena arena, MemorySegment memory, Layout layout) {
        this.arena = arena;
        this.memory = memory;
        this.layout = layout;
        this.codes = memory.asSlice(layout.codes(), layout.codeBytes());
        this.centres = memory.asSlice(layout.centres(), layout.centreBytes());
        this.ordinals = memory.asSlice(layout.ordinals(), (long) Integer.BYTES * layout.positions());
        this.firstBlocks = ints(memory, layout.firstBlocks(), layout.lists() + 1L);
        this.books = layout.books(memory);
        this.centreSteps = floats(memory, layout.centreSteps(), layout.dimension() + 1L);
        this.origins = new NativeVectors(
                memory.asSlice(layout.origins(), layout.scales() - layout.origins()), layout.dimension());
        this.scales = floats(memory, layout.scales(), layout.lists());
        this.positions = arena.allocate((long) Integer.BYTES * layout.items(), Long.BYTES);
        for (int position = 0; position < layout.positions(); position++) {
            int item = ordinal(position);
            if (item >= 0) {
                positions.setAtIndex(INT, item, position);
            }
        }
        this.ends = new int[layout.lists()];
        for (int list = 0; list < ends.length; list++) {
            ends[list] = firstBlocks[list + 1] * BlockScan.ITEMS;
            while (ends[list] > firstBlocks[list] * BlockScan.ITEMS && ordinal(ends[list] - 1) < 0) {
                ends[list]--;
            }
        }
        this.meanScale = meanScale();
    }

    static float[] floats(MemorySegment memory, long at, long count) {
        return memory.asSlice(at, Float.BYTES * count).toArray(FLOAT);
    }

    static int[] ints(MemorySegment memory, long at, long count) {
        return memory.asSlice(at, Integer.BYTES * count).toArray(INT);
    }

    /** Returns the root of the mean square of the scales of all items' lists. */
    private float meanScale() {
        double squares = 0;
        for (int list = 0; list < scales.length; list++) {
            int members = ends[list] - firstBlocks[list] * BlockScan.ITEMS;
            squares += (double) members * scales[list] * scales[list];
        }
        return (float) Math.sqrt(squares / layout.items());
    }

    /**
     * Where the parts lie in the segment, in bytes from its start. Immutable.
     *
     * @param items number of items
     * @param dimension numbers a vector
     * @param lists number of lists
     * @param blocks blocks of all lists
     * @param bookSize how large the code books are
     */
    record Layout(int items, int dimension, int lists, int blocks, CodeBooks.Size bookSize) {
        static final int HEADER = 64;
        private static final int PAGE = 4096;

        int positions() {
            return blocks * BlockScan.ITEMS;
        }

        int centreBlocks() {
            return (lists + BlockScan.ITEMS - 1) / BlockScan.ITEMS;
        }

        /** Code books, see {@link CodeBooks#write}. */
        long books() {
            return HEADER;
        }

        CodeBooks books(MemorySegment memory) {
            return CodeBooks.read(memory.asSlice(books(), bookSize.bytes(dimension)), dimension, bookSize);
        }

        /** Float32 [dimension + 1]: what one unit of a centre's code is worth; the last is of the spread. */
        long centreSteps() {
            return books() + bookSize.bytes(dimension);
        }

        /** Float32 [lists x dimension], row-major: what the codes of a list's items are relative to. */
        long origins() {
            return centreSteps() + Float.BYTES * (dimension + 1L);
        }

        /** Float32 [lists]: what one unit of the codes of a list's items is worth. */
        long scales() {
            return origins() + (long) Float.BYTES * lists * dimension;
        }

        /** Int32 [lists + 1]: the first block of each list, and the number of blocks. */
        long firstBlocks() {
            return scales() + (long) Float.BYTES * lists;
        }

        /** Int32 [positions]: the item that stands there, -1 for none. */
        long ordinals() {
            return firstBlocks() + Integer.BYTES * (lists + 1L);
        }

        /** Int8 [centre blocks x (dimension + 1) x 64]: centres, and the spread of each list. */
        long centres() {
            return page(ordinals() + (long) Integer.BYTES * positions());
        }

        long centreBytes() {
            return (long) centreBlocks() * (dimension + 1) * BlockScan.ITEMS;
        }

        /** 4 bits [blocks x books x 64], see {@link TableScan}. */
        long codes() {
            return page(centres() + centreBytes());
        }

        long codeBytes() {
            return (long) blocks * bookSize.blockBytes();
        }

        long bytes() {
            return codes() + codeBytes();
        }

        private static long page(long offset) {
            return (offset + PAGE - 1) / PAGE * PAGE;
        }
    }

    Layout layout() {
        return layout;
    }

    /** Everything, as it stands in a file behind its header. */
    MemorySegment memory() {
        return memory;
    }

    /** Codes of all blocks, see {@link TableScan}. */
    MemorySegment codes() {
        return codes;
    }

    /** What the codes stand for. */
    CodeBooks books() {
        return books;
    }

    /** Int8 codes of the centres with the spreads of their lists, in blocks, see {@link BlockScan}. */
    MemorySegment centres() {
        return centres;
    }

    /** Returns the first block of a list, or the number of blocks for the list behind the last. */
    int firstBlock(int list) {
        return firstBlocks[list];
    }

    /** Returns the position behind the last item of a list. */
    int end(int list) {
        return ends[list];
    }

    /** Returns the item at a position, -1 for none. */
    int ordinal(int position) {
        return ordinals.getAtIndex(INT, position);
    }

    /** Returns where an item stands. */
    int position(int item) {
        return positions.getAtIndex(INT, item);
    }

    /** Returns the query's product with what the codes of a list's items are relative to. */
    float origin(int list, float[] query) {
        return InnerProduct.of(origins.rows(), origins.offset(list), query);
    }

    /** Returns what a unit of the codes of a list's items is worth. */
    float scale(int list) {
        return scales[list];
    }

    /** Returns the same as the root of the mean square over all items. */
    float scale() {
        return meanScale;
    }

    /**
     * Writes the query for the centres: a list is worth the product with its centre and {@code margin} times the spread
     * of its items.
     */
    void scaleForCentres(float[] query, float margin, float[] into) {
        int dimension = layout.dimension();
        for (int j = 0; j < dimension; j++) {
            into[j] = query[j] * centreSteps[j];
        }
        into[dimension] = margin * centreSteps[dimension];
    }

    /** Returns whether the codes of the first item of each list are those of {@code vectors}. */
    boolean holds(ItemVectors vectors) {
        int dimension = layout.dimension();
        float[] vector = new float[dimension];
        float[] origin = new float[dimension];
        float[] units = new float[dimension];
        byte[] coded = new byte[books.count() / 2];
        for (int list = 0; list < layout.lists(); list++) {
            int position = firstBlocks[list] * BlockScan.ITEMS;
            int item = firstBlocks[list + 1] > firstBlocks[list] ? ordinal(position) : -1;
            if (item < 0) {
                continue;
            }
            vectors.copy(item, vector);
            origins.copy(list, origin);
            for (int j = 0; j < dimension; j++) {
                units[j] = ListBuilder.unit(vector[j] - origin[j], books.factors()[j], scales[list]);
            }
            books.encode(units, coded);
            for (int row = 0; row < coded.length; row++) {
                if (coded[row] != codes.get(ValueLayout.JAVA_BYTE, ListBuilder.offset(position, row, coded.length))) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void close() {
        arena.close();
    }
}
