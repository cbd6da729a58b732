package dev.millrace.training.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The linear auto-encoder with a zero diagonal, in closed form (Steck, "Embarrassingly Shallow Autoencoders", 2019):
 * with {@code P} the inverse of {@code X'X + lambda I}, item {@code i} adds {@code -P[i][j] / P[j][j]} to the score of
 * item {@code j}. Immutable and thread-safe.
 *
 * <p>The inverse takes memory by the square and time by the cube of the items, so only the most frequent
 * {@link #MAX_ITEMS} are modelled; the others are never ranked. Single precision is enough: {@code lambda} bounds the
 * smallest eigenvalue from below. The matrix is inverted in its own memory, 4 bytes for each pair of items.
 */
public final class Ease extends Baseline {
    /** The most items that are modelled. */
    public static final int MAX_ITEMS = 15_000;

    private final int[] modelled;
    private final int[] position;
    /** [stride x stride] row-major, of which [modelled x modelled] counts. */
    private final float[] weights;

    private final int stride;

    private Ease(int itemCount, int[] modelled, float[] weights) {
        super(itemCount);
        this.modelled = modelled;
        this.weights = weights;
        this.stride = SymmetricInverse.padded(modelled.length);
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
        float[] weights = gram(interactions, modelled, lambda);
        SymmetricInverse.negatedInPlace(weights, SymmetricInverse.padded(modelled.length));
        Ease ease = new Ease(interactions.itemCount(), modelled, weights);
        ease.weighInPlace();
        return ease;
    }

    /**
     * Returns [stride x stride] row-major: how many users had both items, lambda added; ones on the padded diagonal.
     */
    private static float[] gram(Interactions interactions, int[] modelled, double lambda) {
        int n = modelled.length;
        int stride = SymmetricInverse.padded(n);
        int[] position = new int[interactions.itemCount()];
        Arrays.fill(position, -1);
        for (int i = 0; i < n; i++) {
            position[modelled[i]] = i;
        }
        float[] gram = new float[Math.multiplyExact(stride, stride)];
        for (int row = n; row < stride; row++) {
            gram[row * stride + row] = 1;
        }
        IntStream.range(0, n).parallel().forEach(row -> {
            int item = modelled[row];
            for (int at = interactions.itemOffsets()[item]; at < interactions.itemOffsets()[item + 1]; at++) {
                int user = interactions.users()[at];
                for (int i = interactions.userOffsets()[user]; i < interactions.userOffsets()[user + 1]; i++) {
                    int column = position[interactions.items()[i]];
                    if (column >= 0) {
                        gram[row * stride + column]++;
                    }
                }
            }
            gram[row * stride + row] += (float) lambda;
        });
        return gram;
    }

    /** Turns the lower triangle of minus the inverse into the weights. */
    private void weighInPlace() {
        int n = modelled.length;
        float[] diagonal = new float[n];
        for (int i = 0; i < n; i++) {
            diagonal[i] = -weights[i * stride + i];
        }
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < row; column++) {
                float negated = weights[row * stride + column];
                weights[row * stride + column] = negated / diagonal[column];
                weights[column * stride + row] = negated / diagonal[row];
            }
            weights[row * stride + row] = 0;
        }
    }

    /** Returns what {@code item} in a history adds to the score of {@code other}; 0 where either is not modelled. */
    public float weight(int item, int other) {
        int row = position[item];
        int column = position[other];
        return row < 0 || column < 0 ? 0 : weights[row * stride + column];
    }

    @Override
    void score(int[] history, float[] scores, Compute compute) {
        int n = modelled.length;
        float[] sums = new float[n];
        int rows = 0;
        for (int item : history) {
            if (position[item] >= 0) {
                int base = position[item] * stride;
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
