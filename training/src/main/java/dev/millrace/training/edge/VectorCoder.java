package dev.millrace.training.edge;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Product quantization: learns a code book for each group of dimensions by k-means (Lloyd, Least Squares Quantization
 * in PCM, 1982) from a seeded sample, and writes vectors as {@code CodedVectors} reads them. The same vectors and seed
 * give the same bytes. Immutable.
 *
 * <p>Vectors count by their shares: the sample is drawn in even steps through them, so that the entries of the books
 * lie where the vectors lie that requests meet. Dimensions count by their scales: an error along a dimension is worth
 * its square times that of the scale, which is what it does to inner products with vectors that are as large as the
 * scale there.
 */
final class VectorCoder {
    private static final int ENTRIES = 256;
    private static final int SAMPLE = 16_384;
    private static final int PASSES = 12;
    private static final int MAX_WIDTH = 8;

    /** Along every dimension times its scale. */
    private final float[] vectors;

    private final float[] scales;
    private final int dimension;
    private final int size;
    private final int[] widths;
    private final float[] shares;
    private final double total;
    private final long seed;

    private VectorCoder(float[] scaled, float[] shares, float[] scales, int[] widths, long seed) {
        this.vectors = scaled;
        this.scales = scales;
        this.dimension = scales.length;
        this.size = vectors.length / dimension;
        this.widths = widths;
        this.shares = shares;
        this.total = total(shares);
        this.seed = seed;
    }

    /**
     * Returns a coder whose groups are as wide as suits the variances of the dimensions.
     *
     * @param vectors [size x dimension], row-major
     * @param shares how much each vector counts, [size], &gt; 0
     * @param scales how large the vectors are along each dimension that these are multiplied with, [dimension], &gt; 0
     * @param bytes bytes a vector, from an eighth of the dimension to the dimension
     */
    static VectorCoder fitted(float[] vectors, float[] shares, float[] scales, int bytes, long seed) {
        float[] scaled = vectors.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= scales[i % scales.length];
        }
        return new VectorCoder(scaled, shares, scales, widths(scaled, shares, scales.length, bytes), seed);
    }

    /** Returns a coder of groups of those widths, in which all dimensions count alike. */
    static VectorCoder of(float[] vectors, float[] shares, int[] widths, long seed) {
        float[] scales = new float[Arrays.stream(widths).sum()];
        Arrays.fill(scales, 1);
        return new VectorCoder(vectors, shares, scales, widths, seed);
    }

    /** Writes the part. */
    void write(PartWriter part) {
        int entries = entries();
        part.int32(size).int32(dimension).int32(entries).int32(widths.length);
        for (int width : widths) {
            part.int32(width);
        }
        float[][] books = learn();
        PartWriter numbers = new PartWriter();
        int begin = 0;
        for (int group = 0; group < widths.length; group++) {
            float[] book = books[group];
            for (int i = 0; i < book.length; i++) {
                book[i] /= scales[begin + i % widths[group]];
            }
            numbers.raw(round(part, book));
            for (int i = 0; i < book.length; i++) {
                book[i] *= scales[begin + i % widths[group]];
            }
            begin += widths[group];
        }
        part.raw(numbers.toByteArray()).raw(assign(books));
    }

    /** Returns the number of entries of a book. */
    int entries() {
        return Math.max(1, Math.min(ENTRIES, size));
    }

    /** Returns a book for each group, [entries x width] each, of scaled numbers. */
    float[][] learn() {
        float[][] books = new float[widths.length][];
        SplittableRandom random = new SplittableRandom(seed);
        int begin = 0;
        for (int group = 0; group < widths.length; group++) {
            books[group] = learn(begin, widths[group], entries(), random.split());
            begin += widths[group];
        }
        return books;
    }

    /** Writes the scale of a book, rounds the book to what 16 bits can say of it and returns those. */
    private static short[] round(PartWriter scales, float[] book) {
        float largest = 0;
        for (float value : book) {
            largest = Math.max(largest, Math.abs(value));
        }
        float scale = Math.max(largest, Float.MIN_NORMAL * Short.MAX_VALUE) / Short.MAX_VALUE;
        scales.float32(scale);
        short[] rounded = new short[book.length];
        for (int i = 0; i < book.length; i++) {
            rounded[i] = (short) Math.max(-Short.MAX_VALUE, Math.min(Short.MAX_VALUE, Math.round(book[i] / scale)));
            book[i] = scale * rounded[i];
        }
        return rounded;
    }

    /** Returns the nearest entry of each group of every vector, [size x groups]. */
    byte[] assign(float[][] books) {
        int entries = entries();
        byte[] codes = new byte[size * widths.length];
        int begin = 0;
        for (int group = 0; group < widths.length; group++) {
            for (int item = 0; item < size; item++) {
                codes[item * widths.length + group] =
                        (byte) nearest(vectors, item * dimension + begin, books[group], widths[group], entries);
            }
            begin += widths[group];
        }
        return codes;
    }

    private float[] learn(int begin, int width, int entries, SplittableRandom random) {
        int count = Math.min(size, SAMPLE);
        float[] sample = new float[count * width];
        int[] order = drawn(count, random);
        for (int i = 0; i < count; i++) {
            System.arraycopy(vectors, order[i] * dimension + begin, sample, i * width, width);
        }
        // The first of a shuffled sample are a sample themselves.
        float[] book = Arrays.copyOf(sample, entries * width);
        if (width == 1 && count > 0) {
            spread(sample, book);
        }
        double[] sums = new double[entries * width];
        int[] counts = new int[entries];
        for (int pass = 0; pass < PASSES; pass++) {
            Arrays.fill(sums, 0);
            Arrays.fill(counts, 0);
            for (int i = 0; i < count; i++) {
                int entry = nearest(sample, i * width, book, width, entries);
                counts[entry]++;
                for (int j = 0; j < width; j++) {
                    sums[entry * width + j] += sample[i * width + j];
                }
            }
            for (int entry = 0; entry < entries; entry++) {
                int from = counts[entry] > 0 ? -1 : random.nextInt(Math.max(1, count));
                for (int j = 0; j < width && count > 0; j++) {
                    book[entry * width + j] =
                            from < 0 ? (float) (sums[entry * width + j] / counts[entry]) : sample[from * width + j];
                }
            }
        }
        return book;
    }

    /**
     * Returns as many items, each as often as its share says, shuffled; of equal shares and as many as there are, each
     * once.
     */
    private int[] drawn(int count, SplittableRandom random) {
        int[] order = new int[count];
        double step = total / Math.max(1, count);
        double at = random.nextDouble() * step;
        double end = 0;
        int item = -1;
        for (int i = 0; i < count; i++, at += step) {
            while (end <= at && item < size - 1) {
                end += shares[++item];
            }
            order[i] = item;
        }
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }

    /**
     * Half of the entries where the numbers are, half evenly over where they lie, so that the far ones have entries
     * too.
     */
    private static void spread(float[] sample, float[] book) {
        float[] sorted = sample.clone();
        Arrays.sort(sorted);
        float least = sorted[0];
        float most = sorted[sorted.length - 1];
        for (int entry = 0; entry < book.length; entry++) {
            double share = (entry + 0.5) / book.length;
            book[entry] = entry % 2 == 0
                    ? sorted[(int) (share * sorted.length)]
                    : (float) (least + share * ((double) most - least));
        }
    }

    private static int nearest(float[] points, int from, float[] book, int width, int entries) {
        if (width == 2) {
            return nearestPair(points[from], points[from + 1], book, entries);
        }
        int best = 0;
        float least = Float.POSITIVE_INFINITY;
        int at = 0;
        for (int entry = 0; entry < entries; entry++) {
            float distance = 0;
            for (int i = 0; i < width; i++) {
                float difference = points[from + i] - book[at++];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                best = entry;
            }
        }
        return best;
    }

    private static int nearestPair(float x, float y, float[] book, int entries) {
        int best = 0;
        float least = Float.POSITIVE_INFINITY;
        for (int entry = 0; entry < entries; entry++) {
            float dx = x - book[2 * entry];
            float dy = y - book[2 * entry + 1];
            float distance = dx * dx + dy * dy;
            if (distance < least) {
                least = distance;
                best = entry;
            }
        }
        return best;
    }

    /**
     * Splits the dimensions into {@code bytes} groups of neighbours so that the expected error is least: a group of
     * {@code w} numbers in one byte errs by about {@code w * (product of variances)^(1/w) * 256^(-2/w)}. Dynamic
     * programming.
     */
    static int[] widths(float[] vectors, float[] shares, int dimension, int bytes) {
        if (bytes < (dimension + MAX_WIDTH - 1) / MAX_WIDTH || bytes > dimension) {
            throw new IllegalArgumentException("bytes a vector: " + bytes + " (expected: "
                    + (dimension + MAX_WIDTH - 1) / MAX_WIDTH + " to " + dimension + ")");
        }
        double[] logVariances = logVariances(vectors, shares, dimension);
        double[][] least = new double[bytes + 1][dimension + 1];
        int[][] last = new int[bytes + 1][dimension + 1];
        for (double[] row : least) {
            Arrays.fill(row, Double.POSITIVE_INFINITY);
        }
        least[0][0] = 0;
        for (int used = 1; used <= bytes; used++) {
            for (int end = used; end <= dimension; end++) {
                double sum = 0;
                for (int width = 1; width <= Math.min(MAX_WIDTH, end); width++) {
                    sum += logVariances[end - width];
                    double error = width * Math.exp(sum / width - 2 * Math.log(ENTRIES) / width);
                    double total = least[used - 1][end - width] + error;
                    if (total < least[used][end]) {
                        least[used][end] = total;
                        last[used][end] = width;
                    }
                }
            }
        }
        int[] widths = new int[bytes];
        int end = dimension;
        for (int used = bytes; used > 0; used--) {
            widths[used - 1] = last[used][end];
            end -= widths[used - 1];
        }
        return widths;
    }

    private static double total(float[] shares) {
        double total = 0;
        for (float share : shares) {
            total += share;
        }
        return total;
    }

    private static double[] logVariances(float[] vectors, float[] shares, int dimension) {
        double[] logs = new double[dimension];
        int size = vectors.length / dimension;
        double all = Math.max(Double.MIN_NORMAL, total(shares));
        for (int i = 0; i < dimension; i++) {
            double sum = 0;
            double squares = 0;
            for (int item = 0; item < size; item++) {
                double value = vectors[item * dimension + i];
                sum += shares[item] * value;
                squares += shares[item] * value * value;
            }
            double mean = sum / all;
            logs[i] = Math.log(Math.max(1e-12, squares / all - mean * mean));
        }
        return logs;
    }
}
