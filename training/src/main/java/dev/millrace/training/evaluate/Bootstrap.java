package dev.millrace.training.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Percentile intervals by the bootstrap over users (Efron, 1979). Immutable and thread-safe.
 *
 * <p>Every resample draws as many users as there are, with replacement, and is the same for all columns, so that the
 * difference of two columns is a paired one: what makes a user hard is hard for both systems. A resample is drawn once,
 * as the number of times each user is in it, and every column's mean is then one pass over both in order of memory.
 */
public final class Bootstrap {
    /** Resamples where nothing else is asked for. */
    public static final int RESAMPLES = 1000;

    private final double[] means;
    private final double[][] resampled;

    private Bootstrap(double[] means, double[][] resampled) {
        this.means = means;
        this.resampled = resampled;
    }

    /**
     * Resamples the users.
     *
     * @param columns [columns][users], at least one user, the same users in the same order in every column
     * @param resamples how many resamples to draw
     * @param seed equal seeds give equal intervals
     */
    public static Bootstrap of(double[][] columns, int resamples, long seed) {
        int users = columns.length == 0 ? 0 : columns[0].length;
        for (double[] column : columns) {
            if (column.length != users || users == 0) {
                throw new IllegalArgumentException(
                        "users: " + column.length + " (expected: " + users + ", at least 1)");
            }
        }
        double[] means = new double[columns.length];
        double[][] resampled = new double[columns.length][resamples];
        double[] counts = new double[users];
        Arrays.fill(counts, 1);
        for (int c = 0; c < columns.length; c++) {
            means[c] = dot(columns[c], counts) / users;
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int r = 0; r < resamples; r++) {
            Arrays.fill(counts, 0);
            for (int i = 0; i < users; i++) {
                counts[random.nextInt(users)]++;
            }
            for (int c = 0; c < columns.length; c++) {
                resampled[c][r] = dot(columns[c], counts) / users;
            }
        }
        return new Bootstrap(means, resampled);
    }

    private static double dot(double[] column, double[] counts) {
        double a = 0;
        double b = 0;
        int i = 0;
        for (; i + 1 < column.length; i += 2) {
            a += column[i] * counts[i];
            b += column[i + 1] * counts[i + 1];
        }
        return i < column.length ? a + b + column[i] * counts[i] : a + b;
    }

    /** Returns the mean of a column. */
    public Interval mean(int column) {
        return interval(means[column], resampled[column].clone());
    }

    /** Returns how much higher the mean of {@code column} is than that of {@code other}. */
    public Interval difference(int column, int other) {
        double[] differences = new double[resampled[column].length];
        for (int r = 0; r < differences.length; r++) {
            differences[r] = resampled[column][r] - resampled[other][r];
        }
        return interval(means[column] - means[other], differences);
    }

    /** Returns the mean of {@code column} as a share of that of {@code other}; 1 where both are zero. */
    public Interval share(int column, int other) {
        double[] shares = new double[resampled[column].length];
        for (int r = 0; r < shares.length; r++) {
            shares[r] = share(resampled[column][r], resampled[other][r]);
        }
        return interval(share(means[column], means[other]), shares);
    }

    private static double share(double part, double whole) {
        return part == whole ? 1 : part / whole;
    }

    private static Interval interval(double value, double[] samples) {
        Arrays.sort(samples);
        return new Interval(value, percentile(samples, 0.025), percentile(samples, 0.975));
    }

    /** Interpolates linearly between the two nearest samples. */
    private static double percentile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] == sorted[above]
                ? sorted[below]
                : sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
