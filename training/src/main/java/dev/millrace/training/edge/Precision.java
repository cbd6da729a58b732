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
 * @param fineBits how many bits a number of the fine ranker's item table takes, 0 for float32 in all of it, -1 for no
 *     fine ranker
 */
public record Precision(int vectorBytes, int inputBytes, int similar, boolean rerankInt8, int fineBits) {
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

    /**
     * Returns what a bundle is tried with, finest first, for vectors of that dimension and with a fine ranker or
     * without.
     */
    static List<Precision> ladder(int dimension, boolean fineRanker) {
        List<Precision> rungs = new ArrayList<>();
        // Shares of the dimension in sixteenths, neighbours, bits of a number of the fine ranker's table.
        int[][] steps = {
            {16, 16, ALL, 8},
            {16, 16, 64, 8},
            {16, 8, 48, 8},
            {16, 8, 32, 8},
            {12, 8, 28, 8},
            {10, 8, 24, 6},
            {8, 8, 22, 5},
            {8, 7, 20, 4},
            {7, 7, 18, 4},
            {7, 7, 16, 4},
            {7, 6, 14, 4},
            {7, 6, 12, 4},
            {6, 6, 10, 3},
            {6, 5, 8, 3},
            {5, 4, 6, 3},
            {4, 4, 4, 2},
            {4, 2, 2, 2}
        };
        for (int[] step : steps) {
            int fine = fineRanker ? step[3] : NO_FINE_RANKER;
            rungs.add(new Precision(
                    Math.ceilDiv(step[0] * dimension, 16), Math.ceilDiv(step[1] * dimension, 16), step[2], true, fine));
        }
        return rungs;
    }

    /** Returns whether there is a fine ranker. */
    boolean fineRanker() {
        return fineBits != NO_FINE_RANKER;
    }

    private int finerBits() {
        return fineBits <= 0 ? fineBits : fineBits == 8 ? 0 : Math.min(8, fineBits + 2);
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
                        fineBits);
            case INPUTS ->
                new Precision(
                        vectorBytes,
                        Math.min(dimension, inputBytes + Math.ceilDiv(dimension, 4)),
                        similar,
                        rerankInt8,
                        fineBits);
            case SIMILAR -> new Precision(vectorBytes, inputBytes, Math.min(ALL, 2 * similar), rerankInt8, fineBits);
            case RERANK -> new Precision(vectorBytes, inputBytes, similar, false, fineBits);
            case FINE -> new Precision(vectorBytes, inputBytes, similar, rerankInt8, finerBits());
        };
    }
}
