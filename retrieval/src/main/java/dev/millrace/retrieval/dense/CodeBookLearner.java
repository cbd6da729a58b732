package dev.millrace.retrieval.dense;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Learns {@link CodeBooks} from a sample: which dimensions share a book, by what each of them counts for, and the words
 * by Lloyd's algorithm. One thread at a time.
 *
 * <p>What a dimension counts for is the mean square of its units, whose factors are as great as vectors are along it:
 * what it adds to products.
 */
final class CodeBookLearner {
    private static final int WORDS = CodeBooks.WORDS;
    private static final int ROUNDS = 12;

    /** A share of the variance that codes may lose by estimate, before there are more books. */
    private static final double LOSS = 0.01;

    private final float[] sample;
    private final int dimension;
    private final int points;
    private final Random random;

    private static final class Book {
        private final int[] dimensions;
        private final float[] words;
        private final boolean second;
        private final float squaredRange;

        private Book(int[] dimensions, float[] words, boolean second) {
            this.dimensions = dimensions;
            this.words = words;
            this.second = second;
            this.squaredRange = squaredRange(words);
        }
    }

    /**
     * Creates a learner.
     *
     * @param sample [points x dimension], units, at least one point; written to
     */
    CodeBookLearner(float[] sample, int dimension, long seed) {
        this.sample = sample;
        this.dimension = dimension;
        this.points = sample.length / dimension;
        this.random = new Random(seed);
    }

    /**
     * Learns books: half as many as dimensions where that is enough, three quarters as many where those are, else as
     * many; rounded up to an even number.
     *
     * @param factors of the books
     * @param others points that nothing is learned from but how far codes are off; written to
     */
    CodeBooks learn(float[] factors, float[] others) {
        BookShares shares = new BookShares(meanSquares(sample), quarters(4));
        int quarters = 2;
        while (quarters < 4 && shares.loss(quarters(quarters)) > LOSS) {
            quarters++;
        }
        List<Book> books = new ArrayList<>();
        for (BookShares.Share share : shares.of(quarters(quarters))) {
            int[] dimensions =
                    share.dimensions().stream().mapToInt(Integer::intValue).toArray();
            books.add(book(dimensions, false));
            if (share.twice()) {
                books.add(book(dimensions, true));
            }
        }
        return withErrors(inOrder(books, factors), others);
    }

    /** Returns an even number of books: so many quarters of the dimensions, rounded up. */
    private int quarters(int count) {
        return Math.max(2, (count * dimension + 7) / 8 * 2);
    }

    private double[] meanSquares(float[] units) {
        double[] squares = new double[dimension];
        for (int i = 0; i < units.length; i++) {
            squares[i % dimension] += (double) units[i] * units[i];
        }
        for (int j = 0; j < dimension; j++) {
            squares[j] *= (double) dimension / units.length;
        }
        return squares;
    }

    /** Learns one book, and leaves in the sample what it does not say. */
    private Book book(int[] dimensions, boolean second) {
        int size = dimensions.length;
        float[] columns = new float[points * size];
        for (int point = 0; point < points; point++) {
            for (int column = 0; column < size; column++) {
                columns[point * size + column] = sample[point * dimension + dimensions[column]];
            }
        }
        int[] columnNumbers = new int[size];
        Arrays.setAll(columnNumbers, column -> column);
        float[] words = first(columns, size);
        float[] point = new float[size];
        int[] nearest = new int[points];
        for (int round = 0; round <= ROUNDS; round++) {
            for (int i = 0; i < points; i++) {
                System.arraycopy(columns, i * size, point, 0, size);
                nearest[i] = CodeBooks.nearest(words, 0, size, point, columnNumbers);
            }
            if (round < ROUNDS) {
                move(words, columns, size, nearest);
            }
        }
        for (int i = 0; i < points; i++) {
            for (int column = 0; column < size; column++) {
                sample[i * dimension + dimensions[column]] -= words[column * WORDS + nearest[i]];
            }
        }
        return new Book(dimensions, words, second);
    }

    /** Draws points as first words, each with a chance as its squared distance from those drawn (k-means++). */
    private float[] first(float[] columns, int size) {
        float[] words = new float[size * WORDS];
        double[] distances = new double[points];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        int drawn = random.nextInt(points);
        for (int word = 0; word < WORDS; word++) {
            double sum = 0;
            for (int point = 0; point < points; point++) {
                double squares = 0;
                for (int column = 0; column < size; column++) {
                    double difference = columns[point * size + column] - columns[drawn * size + column];
                    squares += difference * difference;
                }
                distances[point] = Math.min(distances[point], squares);
                sum += distances[point];
            }
            for (int column = 0; column < size; column++) {
                words[column * WORDS + word] = columns[drawn * size + column];
            }
            double left = random.nextDouble() * sum;
            drawn = 0;
            while (drawn < points - 1 && left > distances[drawn]) {
                left -= distances[drawn++];
            }
        }
        return words;
    }

    private void move(float[] words, float[] columns, int size, int[] nearest) {
        int[] members = new int[WORDS];
        double[] sums = new double[WORDS * size];
        for (int point = 0; point < points; point++) {
            members[nearest[point]]++;
            for (int column = 0; column < size; column++) {
                sums[column * WORDS + nearest[point]] += columns[point * size + column];
            }
        }
        for (int at = 0; at < sums.length; at++) {
            if (members[at % WORDS] > 0) {
                words[at] = (float) (sums[at] / members[at % WORDS]);
            }
        }
    }

    /** Returns the square of how far the words of a book lie apart, over all its columns. */
    private static float squaredRange(float[] words) {
        float squares = 0;
        for (int at = 0; at < words.length; at += WORDS) {
            float least = Float.POSITIVE_INFINITY;
            float greatest = Float.NEGATIVE_INFINITY;
            for (int word = 0; word < WORDS; word++) {
                least = Math.min(least, words[at + word]);
                greatest = Math.max(greatest, words[at + word]);
            }
            squares += (greatest - least) * (greatest - least);
        }
        return squares;
    }

    /** Puts those that say most first, and behind all the second books of a dimension, which say little. */
    private CodeBooks inOrder(List<Book> learned, float[] factors) {
        List<Book> books = new ArrayList<>(learned);
        books.sort(Comparator.comparing((Book book) -> book.second)
                .thenComparing(Comparator.comparingDouble((Book book) -> -book.squaredRange)));
        int[] begins = new int[books.size() + 1];
        for (int book = 0; book < books.size(); book++) {
            begins[book + 1] = begins[book] + books.get(book).dimensions.length;
        }
        int[] dimensions = new int[begins[books.size()]];
        float[] words = new float[dimensions.length * WORDS];
        for (int book = 0; book < books.size(); book++) {
            Book one = books.get(book);
            System.arraycopy(one.dimensions, 0, dimensions, begins[book], one.dimensions.length);
            System.arraycopy(one.words, 0, words, begins[book] * WORDS, one.words.length);
        }
        return new CodeBooks(factors, new float[dimension], begins, dimensions, words);
    }

    /** Returns the books with what they lose of other points than those they were learned from. */
    private CodeBooks withErrors(CodeBooks books, float[] others) {
        float[] units = new float[dimension];
        byte[] codes = new byte[books.count() / 2];
        for (int at = 0; at < others.length; at += dimension) {
            System.arraycopy(others, at, units, 0, dimension);
            books.encode(units, codes);
            System.arraycopy(units, 0, others, at, dimension);
        }
        float[] errors = new float[dimension];
        double[] left = meanSquares(others);
        for (int j = 0; j < dimension; j++) {
            errors[j] = (float) left[j];
        }
        return new CodeBooks(books.factors(), errors, books.begins(), books.dimensions(), books.words());
    }
}
