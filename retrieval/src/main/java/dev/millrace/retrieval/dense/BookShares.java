package dev.millrace.retrieval.dense;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which dimensions share a code book, for any number of books. Immutable.
 *
 * <p>With 16 words, b dimensions of variances v lose about {@code b (v1 .. vb)^(1/b) 16^(-2/b)}, and one dimension with
 * two books {@code v 16^-4}. The shares of least loss, over dimensions in the order of their variances, are found by
 * dynamic programming. Normally distributed points lose two to three times as much as is said here.
 */
final class BookShares {
    /** Dimensions that share a book at most. */
    private static final int SHARING = 8;

    private final Integer[] order;
    private final double[][] least;
    private final int[][] from;
    private final double all;

    /**
     * Some dimensions with a book or, one dimension alone, with two. Immutable.
     *
     * @param dimensions at least one
     * @param twice whether there is a second book for what the first leaves over
     */
    record Share(List<Integer> dimensions, boolean twice) {}

    /**
     * Finds the shares of up to so many books.
     *
     * @param variances of each dimension
     * @param most books, at most two a dimension
     */
    BookShares(double[] variances, int most) {
        int dimension = variances.length;
        order = new Integer[dimension];
        Arrays.setAll(order, j -> j);
        Arrays.sort(order, Comparator.comparingDouble((Integer j) -> -variances[j]));
        double[] logs = new double[dimension + 1];
        double sum = 0;
        for (int at = 0; at < dimension; at++) {
            double variance = Math.max(variances[order[at]], 1e-30);
            logs[at + 1] = logs[at] + StrictMath.log(variance);
            sum += variance;
        }
        all = sum;
        least = new double[most + 1][dimension + 1];
        from = new int[most + 1][dimension + 1];
        for (double[] row : least) {
            Arrays.fill(row, Double.POSITIVE_INFINITY);
        }
        least[0][0] = 0;
        for (int end = 1; end <= dimension; end++) {
            for (int begin = Math.max(0, end - SHARING); begin < end; begin++) {
                add(begin, end, 1, loss(logs, begin, end, end - begin));
            }
            add(end - 1, end, 2, loss(logs, end - 1, end, 0.5));
        }
    }

    private static double loss(double[] logs, int begin, int end, double perBook) {
        double mean = (logs[end] - logs[begin]) / (end - begin);
        return (end - begin) * StrictMath.exp(mean - 2 / perBook * StrictMath.log(CodeBooks.WORDS));
    }

    /**
     * Gives the dimensions from {@code begin} on, below {@code end}, so many books, where that is better than what is
     * known.
     */
    private void add(int begin, int end, int books, double loss) {
        for (int book = books; book < least.length; book++) {
            if (least[book - books][begin] + loss < least[book][end]) {
                least[book][end] = least[book - books][begin] + loss;
                from[book][end] = books == 2 ? -1 : begin;
            }
        }
    }

    /** Returns the part of all variance that is lost with so many books, as an estimate. */
    double loss(int books) {
        return least[books][order.length] / all;
    }

    /** Returns who shares with so many books, in the order of variances. */
    List<Share> of(int books) {
        List<Share> shares = new ArrayList<>();
        int book = books;
        int end = order.length;
        while (book > 0) {
            boolean twice = from[book][end] < 0;
            int begin = twice ? end - 1 : from[book][end];
            shares.addFirst(new Share(Arrays.asList(order).subList(begin, end), twice));
            book -= twice ? 2 : 1;
            end = begin;
        }
        return shares;
    }
}
