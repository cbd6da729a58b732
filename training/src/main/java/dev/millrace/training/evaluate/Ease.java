package dev.millrace.training.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The linear auto-encoder with a zero diagonal, in closed form (Steck, "Embarrassingly Shallow Autoencoders", 2019):
 * with {@code P} the inverse of {@code X'X + lambda I}, item {@code i} adds {@code -P[i][j] / P[j][j]} to the score of
 * item {@code j}. Immutable and thread-safe.
 *
 * <p>The inverse takes memory by the square and time by the cube of the items, so only the most frequent
 * {@link #MAX_ITEMS} are modelled; the others are never ranked. Single precision is enough: {@code lambda} bounds the
 * smallest eigenvalue from below. While it is learned about five such matrices are held, four of them outside the heap
 * or short-lived.
 */
public final class Ease extends Baseline {
    /** The most items that are modelled. */
    public static final int MAX_ITEMS = 15_000;

    private final int[] modelled;
    private final int[] position;
    private final float[] weights;

    private Ease(int itemCount, int[] modelled, float[] weights) {
        super(itemCount);
        this.modelled = modelled;
        this.weights = weights;
        this.position = new int[itemCount];
        Arrays.fill(position, -1);
        for (int i = 0; i < modelled.length; i++) {
            position[modelled[i]] = i;
        }
    }

    /**
     * Learns from training interactions.
     *
     * @param lambda how strongly weights are held small, &gt; 0
     * @param maxItems how many of the most frequent items to model
     */
    public static Ease learn(Interactions interactions, double lambda, int maxItems) {
        if (!(lambda > 0)) {
            throw new IllegalArgumentException("lambda: " + lambda + " (expected: > 0)");
        }
        int[] modelled = IntStream.range(0, interactions.itemCount())
                .filter(item -> interactions.userCount(item) > 0)
                .boxed()
                .sorted((a, b) -> Integer.compare(interactions.userCount(b), interactions.userCount(a)))
                .limit(maxItems)
                .mapToInt(Integer::intValue)
                .toArray();
        Ease ease = new Ease(interactions.itemCount(), modelled, inverse(gram(interactions, modelled, lambda)));
        ease.divideByDiagonal();
        return ease;
    }

    /** Returns [n x n] row-major: how many users had both items, lambda added on the diagonal. */
    private static float[] gram(Interactions interactions, int[] modelled, double lambda) {
        int n = modelled.length;
        int[] position = new int[interactions.itemCount()];
        Arrays.fill(position, -1);
        for (int i = 0; i < n; i++) {
            position[modelled[i]] = i;
        }
        float[] gram = new float[Math.multiplyExact(n, n)];
        IntStream.range(0, n).parallel().forEach(row -> {
            int item = modelled[row];
            for (int at = interactions.itemOffsets()[item]; at < interactions.itemOffsets()[item + 1]; at++) {
                int user = interactions.users()[at];
                for (int i = interactions.userOffsets()[user]; i < interactions.userOffsets()[user + 1]; i++) {
                    int column = position[interactions.items()[i]];
                    if (column >= 0) {
                        gram[row * n + column]++;
                    }
                }
            }
            gram[row * n + row] += (float) lambda;
        });
        return gram;
    }

    private static float[] inverse(float[] matrix) {
        int n = (int) Math.round(Math.sqrt(matrix.length));
        if (n == 0) {
            return matrix;
        }
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                NDArray array = manager.create(matrix, new Shape(n, n));
                NDArray inverse = array.inverse()) {
            return inverse.toFloatArray();
        }
    }

    private void divideByDiagonal() {
        int n = modelled.length;
        float[] diagonal = new float[n];
        for (int i = 0; i < n; i++) {
            diagonal[i] = weights[i * n + i];
        }
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < n; column++) {
                weights[row * n + column] /= -diagonal[column];
            }
            weights[row * n + row] = 0;
        }
    }

    /** Returns what {@code item} in a history adds to the score of {@code other}; 0 where either is not modelled. */
    public float weight(int item, int other) {
        int row = position[item];
        int column = position[other];
        return row < 0 || column < 0 ? 0 : weights[row * modelled.length + column];
    }

    @Override
    void score(int[] history, float[] scores, Compute compute) {
        int n = modelled.length;
        float[] sums = new float[n];
        int rows = 0;
        for (int item : history) {
            if (position[item] >= 0) {
                int base = position[item] * n;
                for (int i = 0; i < n; i++) {
                    sums[i] += weights[base + i];
                }
                rows++;
            }
        }
        Arrays.fill(scores, Float.NEGATIVE_INFINITY);
        if (rows > 0) {
            for (int i = 0; i < n; i++) {
                scores[modelled[i]] = sums[i];
            }
        }
        compute.scored(n, rows);
    }
}
