package dev.millrace.retrieval.dense;

import dev.millrace.cascade.feature.FloatVectors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Items in lists of near ones, as {@link ClusteredIndex} reads them. Immutable once built and thread-safe; the memory is
 * native and is freed once by {@link #close}.
 *
 * <p>A position is where an item stands: lists follow one another, each begins a block of {@link BlockScan#ITEMS}
 * positions, and the last block of a list may hold positions without an item. One segment holds everything, little-endian
 * and laid out by {@link Layout}; it is built in memory or mapped from a file.
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
    private final float[] steps;
    private final float[] centreSteps;
    private final float[] origins;
    private final float[] scales;

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
        this.firstBlocks = memory.asSlice(layout.firstBlocks(), Integer.BYTES * (layout.lists() + 1L))
                .toArray(INT);
        this.steps = memory.asSlice(layout.steps(), (long) Float.BYTES * layout.dimension())
                .toArray(FLOAT);
        this.centreSteps = memory.asSlice(layout.centreSteps(), Float.BYTES * (layout.dimension() + 1L))
                .toArray(FLOAT);
        this.origins = memory.asSlice(layout.origins(), layout.originBytes()).toArray(FLOAT);
        this.scales = memory.asSlice(layout.scales(), (long) Float.BYTES * layout.lists())
                .toArray(FLOAT);
        this.positions = arena.allocate((long) Integer.BYTES * layout.items(), Long.BYTES);
        for (int position = 0; position < layout.positions(); position++) {
            int item = ordinal(position);
            if (item >= 0) {
                positions.setAtIndex(INT, item, position);
            }
        }
    }

    /**
     * Where the parts lie in the segment, in bytes from its start. Immutable.
     *
     * @param items number of items
     * @param dimension numbers a vector
     * @param lists number of lists
     * @param blocks blocks of all lists
     */
    record Layout(int items, int dimension, int lists, int blocks) {
        static final int HEADER = 64;
        private static final int PAGE = 4096;

        int positions() {
            return blocks * BlockScan.ITEMS;
        }

        int centreBlocks() {
            return (lists + BlockScan.ITEMS - 1) / BlockScan.ITEMS;
        }

        /** Float32 [dimension]: what one unit of a code is worth. */
        long steps() {
            return HEADER;
        }

        /** Float32 [dimension + 1]: what one unit of a centre's code is worth; the last is of the spread. */
        long centreSteps() {
            return steps() + (long) Float.BYTES * dimension;
        }

        /** Float32 [lists x dimension], row-major: what the codes of a list's items are relative to. */
        long origins() {
            return centreSteps() + Float.BYTES * (dimension + 1L);
        }

        long originBytes() {
            return (long) Float.BYTES * lists * dimension;
        }

        /** Float32 [lists]: how many steps one unit of a code of a list's items is. */
        long scales() {
            return origins() + originBytes();
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

        /** Int8 [blocks x dimension x 64]. */
        long codes() {
            return page(centres() + centreBytes());
        }

        long codeBytes() {
            return (long) blocks * dimension * BlockScan.ITEMS;
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

    /** Codes of all blocks, see {@link BlockScan}. */
    MemorySegment codes() {
        return codes;
    }

    /** Codes of the centres, as if they were items of one number more. */
    MemorySegment centres() {
        return centres;
    }

    /** Returns the first block of a list, or the number of blocks for the list behind the last. */
    int firstBlock(int list) {
        return firstBlocks[list];
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
        return InnerProduct.of(origins, list * query.length, query);
    }

    /** Writes the query for the codes of a list: each number times what a unit of its dimension's codes is worth there. */
    void scale(int list, float[] query, float[] into) {
        for (int j = 0; j < steps.length; j++) {
            into[j] = query[j] * steps[j] * scales[list];
        }
    }

    /**
     * Writes the query for the centres: a list is worth the product with its centre and {@code margin} times the
     * spread of its items.
     */
    void scaleForCentres(float[] query, float margin, float[] into) {
        int dimension = steps.length;
        for (int j = 0; j < dimension; j++) {
            into[j] = query[j] * centreSteps[j];
        }
        into[dimension] = margin * centreSteps[dimension];
    }

    /** Returns whether the codes of some of each list's items are those of {@code vectors}. */
    boolean holds(FloatVectors vectors) {
        int dimension = steps.length;
        for (int list = 0; list < layout.lists(); list++) {
            int end = firstBlocks[list + 1] * BlockScan.ITEMS;
            for (int position = firstBlocks[list] * BlockScan.ITEMS; position < end; position += BlockScan.ITEMS) {
                int item = ordinal(position);
                for (int j = 0; j < dimension && item >= 0; j++) {
                    float value = vectors.values()[item * dimension + j] - origins[list * dimension + j];
                    byte code = codes.get(ValueLayout.JAVA_BYTE, ListBuilder.offset(position, j, dimension));
                    if (code != ListBuilder.code(value, steps[j] * scales[list])) {
                        return false;
                    }
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
