package dev.millrace.training.edge;

import java.util.ArrayList;
import java.util.List;

/**
 * How finely a bundle is coded. Immutable.
 *
 * @param vectorBytes bytes of an item's vector, from an eighth of the dimension to the dimension
 * @param inputBytes bytes of an item's vector for the fold-in, likewise
 * @param similar neighbours an item keeps on average
 * @param rerankInt8 whether the re-ranker's weights are int8, otherwise float32
 * @param fineWidth how many numbers of the fine ranker's item table share a byte, 0 for float32 in all of it, -1 for no fine
 *     ranker
 */
public record Precision(int vectorBytes, int inputBytes, int similar, boolean rerankInt8, int fineWidth) {
    /** No fine ranker. */
    static final int NO_FINE_RANKER = -1;

    /** Every neighbour. */
    static final int ALL = 1 << 20;

    /** The parts whose precision can be chosen. */
    enum Part {
        VECTORS("item vectors"),
        INPUTS("fold-in"),
        SIMILAR("similar lists"),
        RERANK("re-ranker"),
        FINE("fine ranker");

        private final String label;

        Part(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** Returns what a bundle is tried with, finest first, for vectors of that dimension and with a fine ranker or without. */
    static List<Precision> ladder(int dimension, boolean fineRanker) {
        List<Precision> rungs = new ArrayList<>();
        // Shares of the dimension in sixteenths, neighbours, numbers of the fine ranker's table a byte.
        int[][] steps = {
            {16, 16, ALL, 1},
            {16, 16, 64, 1},
            {16, 8, 48, 1},
            {16, 8, 32, 1},
            {12, 8, 24, 1},
            {10, 8, 20, 2},
            {10, 6, 16, 2},
            {8, 6, 14, 2},
            {8, 4, 12, 2},
            {8, 4, 10, 2},
            {8, 4, 8, 2},
            {6, 4, 6, 4},
            {4, 4, 4, 4},
            {4, 2, 2, 4}
        };
        for (int[] step : steps) {
            int fine = fineRanker ? Math.min(step[3], dimension) : NO_FINE_RANKER;
            rungs.add(new Precision(
                    Math.ceilDiv(step[0] * dimension, 16), Math.ceilDiv(step[1] * dimension, 16), step[2], true, fine));
        }
        return rungs;
    }

    /** Returns whether there is a fine ranker. */
    boolean fineRanker() {
        return fineWidth != NO_FINE_RANKER;
    }

    /** Returns the next finer precision of one part, or this where it is the finest. */
    Precision finer(Part part, int dimension) {
        return switch (part) {
            case VECTORS ->
                new Precision(
                        Math.min(dimension, vectorBytes + Math.ceilDiv(dimension, 4)),
                        inputBytes,
                        similar,
                        rerankInt8,
                        fineWidth);
            case INPUTS ->
                new Precision(
                        vectorBytes,
                        Math.min(dimension, inputBytes + Math.ceilDiv(dimension, 4)),
                        similar,
                        rerankInt8,
                        fineWidth);
            case SIMILAR -> new Precision(vectorBytes, inputBytes, Math.min(ALL, 2 * similar), rerankInt8, fineWidth);
            case RERANK -> new Precision(vectorBytes, inputBytes, similar, false, fineWidth);
            case FINE -> new Precision(vectorBytes, inputBytes, similar, rerankInt8, fineRanker() ? fineWidth / 2 : -1);
        };
    }
}
