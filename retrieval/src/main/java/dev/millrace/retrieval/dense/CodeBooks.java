package dev.millrace.retrieval.dense;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * What the codes of {@link ClusteredLists} stand for: product quantization in 4 bits a book (Jegou, Douze, Schmid,
 * Product Quantization for Nearest Neighbor Search, 2011). A book has {@value #WORDS} words of one or more dimensions;
 * a dimension that counts for much has two books, of which the second says what the first left over. Immutable and
 * thread-safe.
 *
 * <p>An item is coded in units: what it differs by from the centre of its list, times the factor of the dimension, over
 * the scale of the list. {@link CodeBookLearner} finds the books.
 */
final class CodeBooks {
    /** Words of a book. */
    static final int WORDS = 16;

    private static final VectorSpecies<Float> FLOATS = Shapes.FLOATS;

    private final float[] factors;
    private final float[] errors;
    private final int[] begins;
    private final int[] dimensions;
    private final float[] words;

    /**
     * Creates the books.
     *
     * @param factors [dimension], what a difference is multiplied with, &ge; 0
     * @param errors [dimension], mean square of what coding loses of a unit
     * @param begins [books + 1], where the columns of each book begin; an even number of books, the second of a
     *     dimension behind its first
     * @param dimensions [columns], the dimension of each column
     * @param words [columns x {@value #WORDS}], units
     */
    CodeBooks(float[] factors, float[] errors, int[] begins, int[] dimensions, float[] words) {
        this.factors = factors;
        this.errors = errors;
        this.begins = begins;
        this.dimensions = dimensions;
        this.words = words;
    }

    /**
     * How many books there are, and columns of all of them. Immutable.
     *
     * @param books even
     * @param columns at least one for each dimension
     */
    record Size(int books, int columns) {
        /** Bytes of the books in memory. */
        long bytes(int dimension) {
            return Float.BYTES * (2L * dimension + books + 1 + columns + (long) columns * WORDS);
        }

        /** Bytes of the codes of a block, see {@link TableScan}. */
        int blockBytes() {
            return books / 2 * BlockScan.ITEMS;
        }
    }

    /** Reads what {@link #write} wrote. */
    static CodeBooks read(MemorySegment memory, int dimension, Size size) {
        long begins = 2L * Float.BYTES * dimension;
        long dimensions = begins + Integer.BYTES * (size.books() + 1L);
        long words = dimensions + (long) Integer.BYTES * size.columns();
        return new CodeBooks(
                ClusteredLists.floats(memory, 0, dimension),
                ClusteredLists.floats(memory, (long) Float.BYTES * dimension, dimension),
                ClusteredLists.ints(memory, begins, size.books() + 1),
                ClusteredLists.ints(memory, dimensions, size.columns()),
                ClusteredLists.floats(memory, words, (long) size.columns() * WORDS));
    }

    /**
     * Writes factors, errors (float32), begins, dimensions (int32), words (float32), each as the constructor has it.
     */
    void write(MemorySegment memory) {
        long at = 0;
        for (float[] part : new float[][] {factors, errors}) {
            MemorySegment.copy(part, 0, memory, ClusteredLists.FLOAT, at, part.length);
            at += (long) Float.BYTES * part.length;
        }
        for (int[] part : new int[][] {begins, dimensions}) {
            MemorySegment.copy(part, 0, memory, ClusteredLists.INT, at, part.length);
            at += (long) Integer.BYTES * part.length;
        }
        MemorySegment.copy(words, 0, memory, ClusteredLists.FLOAT, at, words.length);
    }

    /** Returns what does not fit together, or null. */
    @Nullable
    String fault() {
        int previous = 0;
        for (int book = 0; book < begins.length; book++) {
            boolean fits = book == 0 ? begins[0] == 0 : begins[book] >= previous;
            if (!fits || begins[book] > dimensions.length) {
                return "code book " + book + " begins at column " + begins[book] + " of " + dimensions.length;
            }
            previous = begins[book];
        }
        if (previous != dimensions.length) {
            return "code books have " + previous + " columns (expected: " + dimensions.length + ")";
        }
        for (float word : words) {
            if (!Float.isFinite(word)) {
                return "code books hold the word " + word;
            }
        }
        for (int j = 0; j < factors.length; j++) {
            boolean fits = factors[j] >= 0 && errors[j] >= 0;
            if (!fits || !Float.isFinite(factors[j]) || !Float.isFinite(errors[j])) {
                return "dimension " + j + " has the factor " + factors[j] + " and the error " + errors[j];
            }
        }
        for (int column = 0; column < dimensions.length; column++) {
            if (dimensions[column] < 0 || dimensions[column] >= factors.length) {
                return "column " + column + " is of dimension " + dimensions[column];
            }
        }
        return null;
    }

    /** Returns how many books and columns there are. */
    Size size() {
        return new Size(count(), dimensions.length);
    }

    /** Returns the number of books, even. */
    int count() {
        return begins.length - 1;
    }

    /** [dimension], what a difference is multiplied with. Not to be written to, as all the arrays here. */
    float[] factors() {
        return factors;
    }

    /** [dimension], mean square of what coding loses of a unit. */
    float[] errors() {
        return errors;
    }

    /** [books + 1], where the columns of each book begin. */
    int[] begins() {
        return begins;
    }

    /** [columns], the dimension of each column. */
    int[] dimensions() {
        return dimensions;
    }

    /** [columns x {@value #WORDS}]. */
    float[] words() {
        return words;
    }

    /**
     * Codes an item.
     *
     * @param units [dimension]; holds afterwards what coding lost
     * @param codes [books / 2], receives the numbers of two books' words in each byte, the first in the lower four bits
     */
    void encode(float[] units, byte[] codes) {
        for (int pair = 0; pair < codes.length; pair++) {
            codes[pair] = (byte) (encode(2 * pair, units) | encode(2 * pair + 1, units) << 4);
        }
    }

    private int encode(int book, float[] units) {
        int word = nearest(words, begins[book], begins[book + 1], units, dimensions);
        for (int column = begins[book]; column < begins[book + 1]; column++) {
            units[dimensions[column]] -= words[column * WORDS + word];
        }
        return word;
    }

    /**
     * Returns the word nearest to a point, of those with equal right the first; the same whatever the vectors' width.
     */
    static int nearest(float[] words, int from, int to, float[] units, int[] dimensions) {
        float least = Float.POSITIVE_INFINITY;
        int word = 0;
        for (int lane = 0; lane < WORDS; lane += FLOATS.length()) {
            FloatVector squares = FloatVector.zero(FLOATS);
            for (int column = from; column < to; column++) {
                FloatVector difference = FloatVector.fromArray(FLOATS, words, column * WORDS + lane)
                        .sub(units[dimensions[column]]);
                squares = difference.fma(difference, squares);
            }
            squares = FloatVector.zero(FLOATS).add(squares); // of a class that the compiler knows, see TableScan
            float smallest = squares.reduceLanes(VectorOperators.MIN);
            if (smallest < least) {
                least = smallest;
                word = lane + squares.compare(VectorOperators.EQ, smallest).firstTrue();
            }
        }
        return word;
    }
}
