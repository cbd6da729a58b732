package dev.millrace.retrieval.dense;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A query's product with every word of {@link CodeBooks}, in small whole numbers that {@link TableScan} adds up. One
 * thread at a time; reused through {@link #prepare}.
 *
 * <p>Products are counted in steps above the least of their book. Seven bits are few where one book says much and
 * another little: the first quarter of the books, which say most, have fifteen, in two tables.
 */
final class QueryTables {
    /** Bits of the lower table. */
    static final int LOW_BITS = 7;

    /**
     * A table as it lies in memory: the words four times over, so that any vector may take its indices from a whole
     * byte.
     */
    static final int WIDTH = 64;

    private static final int GREATEST = (1 << LOW_BITS) - 1;

    /** What all books together add up to at most, rounding included, so that sums of shorts do not overflow. */
    private static final int GREATEST_SUM = 32_000;

    private static final VectorSpecies<Float> FLOATS = Shapes.FLOATS;

    private final CodeBooks books;
    private final int wide;
    private final byte[] low;
    private final byte[] high;
    private final float[] products;
    private final float[] leasts;
    private final float[] scaled;
    private float step;
    private float base;
    private float deviation;

    /** Creates tables for one set of books. */
    QueryTables(CodeBooks books) {
        this.books = books;
        this.wide = wide(books.count());
        this.low = new byte[books.count() * WIDTH];
        this.high = new byte[wide * WIDTH];
        this.products = new float[books.count() * CodeBooks.WORDS];
        this.leasts = new float[books.count()];
        this.scaled = new float[books.factors().length];
    }

    /** Returns how many books have two tables, even. */
    static int wide(int books) {
        return Math.max(2, books / 8 * 2);
    }

    /** Fills the tables for a query. */
    void prepare(float[] query) {
        double variance = 0;
        for (int j = 0; j < query.length; j++) {
            float factor = books.factors()[j];
            scaled[j] = factor > 0 ? query[j] / factor : 0;
            variance += (double) scaled[j] * scaled[j] * books.errors()[j];
        }
        multiply();
        step = step > 0 ? step : 1;
        float perStep = 1 / step;
        for (int book = 0; book < leasts.length; book++) {
            for (int word = 0; word < CodeBooks.WORDS; word++) {
                int steps = (int) ((products[book * CodeBooks.WORDS + word] - leasts[book]) * perStep + 0.5f);
                low[book * WIDTH + word] = (byte) (steps & GREATEST);
                if (book < wide) {
                    high[book * WIDTH + word] = (byte) (steps >>> LOW_BITS);
                }
            }
            repeat(low, book);
            if (book < wide) {
                repeat(high, book);
            }
        }
        deviation = (float) Math.sqrt(variance + step * step / 12.0 * leasts.length);
    }

    /** Finds all products, the least of each book and how great a step has to be. */
    private void multiply() {
        base = 0;
        float sum = 0;
        float narrow = 0;
        for (int book = 0; book < leasts.length; book++) {
            float least = Float.POSITIVE_INFINITY;
            float greatest = Float.NEGATIVE_INFINITY;
            for (int lane = 0; lane < CodeBooks.WORDS; lane += FLOATS.length()) {
                FloatVector product = FloatVector.zero(FLOATS);
                for (int column = books.begins()[book]; column < books.begins()[book + 1]; column++) {
                    product = FloatVector.fromArray(FLOATS, books.words(), column * CodeBooks.WORDS + lane)
                            .fma(FloatVector.broadcast(FLOATS, scaled[books.dimensions()[column]]), product);
                }
                product = FloatVector.zero(FLOATS).add(product); // of a class that the compiler knows, see TableScan
                product.intoArray(products, book * CodeBooks.WORDS + lane);
                least = Math.min(least, product.reduceLanes(VectorOperators.MIN));
                greatest = Math.max(greatest, product.reduceLanes(VectorOperators.MAX));
            }
            leasts[book] = least;
            base += least;
            sum += greatest - least;
            narrow = book < wide ? 0 : Math.max(narrow, greatest - least);
        }
        step = Math.max(narrow / GREATEST, sum / (GREATEST_SUM - books.count() / 2f));
    }

    private static void repeat(byte[] table, int book) {
        int at = book * WIDTH;
        System.arraycopy(table, at, table, at + CodeBooks.WORDS, CodeBooks.WORDS);
        System.arraycopy(table, at, table, at + 2 * CodeBooks.WORDS, 2 * CodeBooks.WORDS);
    }

    /** [books x {@value #WIDTH}]: the lower {@value #LOW_BITS} bits of each word's product. */
    byte[] low() {
        return low;
    }

    /** The bits above, of the books that come first. */
    byte[] high() {
        return high;
    }

    /** What one step is worth, in units. */
    float step() {
        return step;
    }

    /** What a sum of no steps is worth, in units. */
    float base() {
        return base;
    }

    /** How far a sum is off, in units: root of the mean square, from what coding lost and from the steps. */
    float deviation() {
        return deviation;
    }
}
