package dev.millrace.edge.catalog;

import dev.millrace.cascade.feature.ItemVectors;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Vectors in product-quantized form (Jégou, Douze, Schmid, Product Quantization for Nearest Neighbor Search, 2011): the
 * dimensions are split into groups, and each group of numbers is one byte that names an entry of the group's code book.
 * Groups may differ in width, so that the same form is 8 bits a dimension (groups of one), 4 (of two), 2 (of four), and
 * all between. Immutable and thread-safe.
 *
 * <p>An inner product with a query is one look-up a group in a table of the query ({@link #table}), which needs neither
 * wide registers nor multiplications: {@link #scores} does so for a run of items.
 *
 * <p>The part: int32 size, dimension, entries K a book, groups m; int32 width of each group; float32 scale of each
 * group; int16 books, group after group, [K x width] each, an element being the scale times the number; then the codes,
 * [size x m] bytes, row-major.
 */
public final class CodedVectors implements ItemVectors {
    private static final int MAX_DIMENSION = 4096;

    private final int size;
    private final int dimension;
    private final int entries;
    private final int[] begins;
    private final float[] books;
    private final ByteBuffer codes;
    private final int evenWidth;

    private CodedVectors(int size, int entries, int[] begins, float[] books, ByteBuffer codes) {
        this.size = size;
        this.dimension = begins[begins.length - 1];
        this.entries = entries;
        this.begins = begins;
        this.books = books;
        this.codes = codes;
        this.evenWidth = evenWidth(begins);
    }

    /** Returns the width that all groups have, or 0. */
    private static int evenWidth(int[] begins) {
        int width = begins[1];
        for (int group = 1; group < begins.length; group++) {
            if (begins[group] - begins[group - 1] != width) {
                return 0;
            }
        }
        return width;
    }

    /** Reads a part that must have vectors for {@code items} items. */
    static CodedVectors read(PartReader part, int items) {
        int size = part.count("vectors", items, items);
        int dimension = part.count("dimension", 1, MAX_DIMENSION);
        int entries = part.count("entries", 1, 256);
        int groups = part.count("groups", 1, dimension);
        int[] begins = new int[groups + 1];
        for (int group = 0; group < groups; group++) {
            begins[group + 1] = begins[group] + part.count("width", 1, dimension);
        }
        if (begins[groups] != dimension) {
            throw part.bad("widths: " + begins[groups] + " together (expected: " + dimension + ")");
        }
        float[] scales = new float[groups];
        for (int group = 0; group < groups; group++) {
            scales[group] = part.float32("scale");
        }
        ByteBuffer numbers = part.slice("books", (long) entries * dimension, Short.BYTES);
        float[] books = new float[entries * dimension];
        for (int group = 0; group < groups; group++) {
            for (int at = entries * begins[group]; at < entries * begins[group + 1]; at++) {
                books[at] = scales[group] * numbers.getShort(Short.BYTES * at);
            }
        }
        ByteBuffer bytes = part.slice("codes", (long) size * groups, 1);
        part.end();
        if (entries < 256 && new Codes(bytes, Byte.SIZE, size * groups).largest() >= entries) {
            throw part.bad("codes: above " + (entries - 1));
        }
        return new CodedVectors(size, entries, begins, books, bytes);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    /** Returns the bytes of a vector, which is the number of groups. */
    public int groups() {
        return begins.length - 1;
    }

    /** Returns the entries of a code book. */
    public int entries() {
        return entries;
    }

    /** Returns the codes, [size x groups] row-major; read only. */
    public ByteBuffer codes() {
        return codes.duplicate();
    }

    /**
     * Writes the inner products of {@code vector}'s groups with all entries of their books.
     *
     * @param vector [dimension]
     * @param table receives [groups x entries], row-major
     */
    public void table(float[] vector, float[] table) {
        for (int group = 0; group < groups(); group++) {
            int width = begins[group + 1] - begins[group];
            int at = entries * begins[group];
            for (int entry = 0; entry < entries; entry++) {
                float sum = 0;
                for (int i = 0; i < width; i++) {
                    sum += vector[begins[group] + i] * books[at++];
                }
                table[group * entries + entry] = sum;
            }
        }
    }

    /**
     * Writes the inner products of the items {@code from .. to - 1} with the vector of a table to {@code out[0 ..]}.
     *
     * @param table from {@link #table}
     * @param own {@link #codes} of the calling thread's own; its position moves
     * @param scratch at least {@code (to - from) * groups()} bytes
     */
    public void scores(float[] table, int from, int to, ByteBuffer own, byte[] scratch, float[] out) {
        int groups = groups();
        ((Buffer) own).position(from * groups);
        own.get(scratch, 0, (to - from) * groups);
        for (int item = 0; item < to - from; item++) {
            out[item] = score(table, entries, scratch, item * groups, groups);
        }
    }

    /** One item a call, so that a virtual machine that has just started compiles it within the first run. */
    private static float score(float[] table, int entries, byte[] codes, int from, int groups) {
        float even = 0;
        float odd = 0;
        int row = 0;
        int group = 0;
        for (; group + 1 < groups; group += 2) {
            even += table[row + (codes[from + group] & 0xff)];
            odd += table[row + entries + (codes[from + group + 1] & 0xff)];
            row += 2 * entries;
        }
        if (group < groups) {
            even += table[row + (codes[from + group] & 0xff)];
        }
        return even + odd;
    }

    @Override
    public float dot(int item, float[] vector) {
        float sum = 0;
        int code = item * groups();
        for (int group = 0; group < groups(); group++) {
            int at = entry(group, code++);
            for (int i = begins[group]; i < begins[group + 1]; i++) {
                sum += books[at++] * vector[i];
            }
        }
        return sum;
    }

    /** Returns where the entry that the code at {@code code} names begins in the books. */
    private int entry(int group, int code) {
        return entries * begins[group] + (codes.get(code) & 0xff) * (begins[group + 1] - begins[group]);
    }

    @Override
    public float dot(int item, int other) {
        float sum = 0;
        for (int group = 0; group < groups(); group++) {
            int a = entry(group, item * groups() + group);
            int b = entry(group, other * groups() + group);
            for (int i = begins[group]; i < begins[group + 1]; i++) {
                sum += books[a++] * books[b++];
            }
        }
        return sum;
    }

    @Override
    public void dots(int item, float[] first, float[] second, float[] third, float[] out) {
        if (evenWidth == 2) {
            dotsOfPairs(item, first, second, third, out);
            return;
        }
        float a = 0;
        float b = 0;
        float c = 0;
        int code = item * groups();
        for (int group = 0; group < groups(); group++) {
            int at = entry(group, code++);
            for (int i = begins[group]; i < begins[group + 1]; i++) {
                float x = books[at++];
                a += x * first[i];
                b += x * second[i];
                c += x * third[i];
            }
        }
        out[0] = a;
        out[1] = b;
        out[2] = c;
    }

    /** The sums run as in {@link #dot(int, float[])}, here and above, so that they are the same numbers. */
    private void dotsOfPairs(int item, float[] first, float[] second, float[] third, float[] out) {
        float a = 0;
        float b = 0;
        float c = 0;
        int code = item * groups();
        int book = 0;
        for (int i = 0; i < dimension; i += 2) {
            int at = book + 2 * (codes.get(code++) & 0xff);
            float x = books[at];
            float y = books[at + 1];
            a += x * first[i];
            a += y * first[i + 1];
            b += x * second[i];
            b += y * second[i + 1];
            c += x * third[i];
            c += y * third[i + 1];
            book += 2 * entries;
        }
        out[0] = a;
        out[1] = b;
        out[2] = c;
    }

    @Override
    public void add(int item, float weight, float[] into) {
        for (int group = 0; group < groups(); group++) {
            int at = entry(group, item * groups() + group);
            for (int i = begins[group]; i < begins[group + 1]; i++) {
                into[i] += weight * books[at++];
            }
        }
    }

    @Override
    public void copy(int item, float[] into) {
        Arrays.fill(into, 0, dimension, 0);
        add(item, 1, into);
    }
}
