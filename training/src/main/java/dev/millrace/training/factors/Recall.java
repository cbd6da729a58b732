package dev.millrace.training.factors;

import dev.millrace.cascade.feature.FoldInParameters;
import dev.millrace.training.factors.Kernels.Matrix;
import java.util.Arrays;

/** Recall@20 of a validation part: all items ranked by exact scan, those of the history left out. Stateless. */
final class Recall {
    static final int CUTOFF = 20;
    private static final int ROWS = 128;
    private static final int CHUNK = 1024;

    private Recall() {}

    /** Returns the mean over users of the share of their targets among the best 20; 0 when there is no user. */
    static double measure(
            Validation validation,
            float[] inputVectors,
            float[] itemVectors,
            FoldInParameters foldIn,
            Kernels kernels,
            Workers workers) {
        int dimension = itemVectors.length / validation.train.items;
        double[] recalls = new double[validation.users.length];
        int panel = kernels.panelLength(dimension);
        workers.forSlices(validation.users.length, ROWS, (worker, from, to) -> {
            Block block = new Block(validation, to - from, dimension, panel);
            block.fold(from, inputVectors, foldIn, kernels);
            block.rank(from, itemVectors, kernels);
            block.recalls(from, recalls);
        });
        return Arrays.stream(recalls).average().orElse(0);
    }

    /** A few users scored together. */
    private static final class Block {
        private final Validation validation;
        private final int rows;
        private final int dimension;
        private final float[] users;
        private final float[] scores = new float[ROWS * CHUNK];
        private final float[] panel;
        private final float[][] bestScores;
        private final int[][] bestItems;

        Block(Validation validation, int rows, int dimension, int panel) {
            this.validation = validation;
            this.rows = rows;
            this.dimension = dimension;
            this.users = new float[rows * dimension];
            this.panel = new float[panel];
            this.bestScores = new float[rows][CUTOFF];
            this.bestItems = new int[rows][CUTOFF];
            for (int row = 0; row < rows; row++) {
                Arrays.fill(bestScores[row], Float.NEGATIVE_INFINITY);
                Arrays.fill(bestItems[row], -1);
            }
        }

        void fold(int from, float[] inputVectors, FoldInParameters foldIn, Kernels kernels) {
            Histories train = validation.train;
            for (int row = 0; row < rows; row++) {
                int user = validation.users[from + row];
                int end = train.starts[user + 1];
                int start = Math.max(train.starts[user], end - foldIn.maxItems());
                for (int i = start; i < end; i++) {
                    float weight = train.strengthOf[i] * foldIn.recency(end - 1 - i);
                    kernels.addScaled(
                            weight, inputVectors, train.itemOf[i] * dimension, users, row * dimension, dimension);
                }
            }
        }

        void rank(int from, float[] itemVectors, Kernels kernels) {
            int items = validation.train.items;
            float[] chunk = new float[CHUNK * dimension];
            for (int first = 0; first < items; first += CHUNK) {
                int count = Math.min(CHUNK, items - first);
                System.arraycopy(itemVectors, first * dimension, chunk, 0, count * dimension);
                kernels.multiply(
                        Matrix.rows(users, dimension),
                        Matrix.transposed(chunk, dimension),
                        scores,
                        CHUNK,
                        0,
                        rows,
                        count,
                        dimension,
                        panel);
                for (int row = 0; row < rows; row++) {
                    for (int i = 0; i < count; i++) {
                        if (scores[row * CHUNK + i] > bestScores[row][CUTOFF - 1]) {
                            insert(row, first + i, scores[row * CHUNK + i], validation.users[from + row]);
                        }
                    }
                }
            }
        }

        private void insert(int row, int item, float score, int user) {
            Histories train = validation.train;
            for (int i = train.starts[user]; i < train.starts[user + 1]; i++) {
                if (train.itemOf[i] == item) {
                    return;
                }
            }
            int place = CUTOFF - 1;
            for (; place > 0 && bestScores[row][place - 1] < score; place--) {
                bestScores[row][place] = bestScores[row][place - 1];
                bestItems[row][place] = bestItems[row][place - 1];
            }
            bestScores[row][place] = score;
            bestItems[row][place] = item;
        }

        void recalls(int from, double[] recalls) {
            for (int row = 0; row < rows; row++) {
                int start = validation.targetStarts[from + row];
                int end = validation.targetStarts[from + row + 1];
                int hits = 0;
                for (int i = start; i < end; i++) {
                    int target = validation.targets[i];
                    hits += Arrays.stream(bestItems[row]).anyMatch(item -> item == target) ? 1 : 0;
                }
                recalls[from + row] = hits / (double) (end - start);
            }
        }
    }
}
