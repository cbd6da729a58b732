package dev.millrace.training.rerank;

import java.util.List;

/**
 * By how much one ranking is better than another on the same queries. Immutable.
 *
 * @param mean difference of the mean qualities, NaN without queries
 * @param low lower end of its 95% interval by the normal approximation
 * @param high upper end
 */
public record PairedGain(double mean, double low, double high) {
    /** Compares the qualities of the same queries in the same order. */
    public static PairedGain of(List<Double> better, List<Double> worse) {
        int size = better.size();
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += better.get(i) - worse.get(i);
        }
        double mean = sum / size;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            double each = better.get(i) - worse.get(i) - mean;
            squares += each * each;
        }
        double error = 1.96 * Math.sqrt(squares / Math.max(1, size - 1) / size);
        return new PairedGain(mean, mean - error, mean + error);
    }
}
