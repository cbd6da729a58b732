package dev.millrace.training.factors;

import dev.millrace.cascade.feature.FloatVectors;
import java.util.Arrays;

/**
 * Vectors for items nobody has touched yet, from their attributes. Stateless.
 *
 * <p>A ridge regression learns one vector an attribute such that the mean of an item's attribute vectors comes near the
 * item's trained vector, items counting by the logarithm of their events; it is solved by conjugate gradients, all
 * dimensions at once. A cold item then takes the mean of its attributes' vectors. Means are short, and a short vector
 * is never found by inner product, while one as long as a best-seller's would always be: so the result is scaled to the
 * median length of the tenth of the trained items that have the fewest events. A cold item without any known attribute
 * gets the zero vector.
 */
final class ColdItems {
    private static final int ITERATIONS = 30;
    private static final float RIDGE = 1;

    private ColdItems() {}

    /** Returns {@code vectors} with those of items whose count is 0 replaced; {@code scaled}: brought to length. */
    static FloatVectors fill(FloatVectors vectors, ItemAttributes attributes, int[] counts, boolean scaled) {
        if (attributes.items() != vectors.size() || counts.length != vectors.size()) {
            throw new IllegalArgumentException("items: " + attributes.items() + " with attributes, " + counts.length
                    + " counts (expected: " + vectors.size() + ")");
        }
        float[] values = vectors.values().clone();
        int dimension = vectors.dimension();
        boolean[] known = knownAttributes(attributes, counts);
        float[] weights = new Ridge(values, dimension, attributes, counts).solve();
        float length = scaled ? lengthOfRareItems(vectors, counts) : 0;
        for (int item = 0; item < counts.length; item++) {
            if (counts[item] == 0) {
                predict(weights, attributes, known, item, values, dimension);
                if (scaled) {
                    scaleTo(length, values, item * dimension, dimension);
                }
            }
        }
        return new FloatVectors(values, dimension);
    }

    private static boolean[] knownAttributes(ItemAttributes attributes, int[] counts) {
        boolean[] known = new boolean[attributes.attributes()];
        for (int item = 0; item < counts.length; item++) {
            for (int i = attributes.start(item); counts[item] > 0 && i < attributes.start(item + 1); i++) {
                known[attributes.attribute(i)] = true;
            }
        }
        return known;
    }

    private static void predict(
            float[] weights, ItemAttributes attributes, boolean[] known, int item, float[] values, int dimension) {
        int base = item * dimension;
        Arrays.fill(values, base, base + dimension, 0);
        int count = 0;
        for (int i = attributes.start(item); i < attributes.start(item + 1); i++) {
            count += known[attributes.attribute(i)] ? 1 : 0;
        }
        for (int i = attributes.start(item); i < attributes.start(item + 1); i++) {
            int attribute = attributes.attribute(i);
            for (int k = 0; known[attribute] && k < dimension; k++) {
                values[base + k] += weights[attribute * dimension + k] / count;
            }
        }
    }

    private static float lengthOfRareItems(FloatVectors vectors, int[] counts) {
        int[] warm = new int[counts.length];
        int size = 0;
        for (int item = 0; item < counts.length; item++) {
            if (counts[item] > 0) {
                warm[size++] = item;
            }
        }
        if (size == 0) {
            return 1;
        }
        int[] sorted =
                Arrays.stream(warm, 0, size).map(item -> counts[item]).sorted().toArray();
        int most = sorted[size / 10];
        double[] lengths = Arrays.stream(warm, 0, size)
                .filter(item -> counts[item] <= most)
                .mapToDouble(item -> Math.sqrt(vectors.dot(item, item)))
                .sorted()
                .toArray();
        return (float) lengths[lengths.length / 2];
    }

    private static void scaleTo(float length, float[] values, int base, int dimension) {
        double squares = 0;
        for (int k = 0; k < dimension; k++) {
            squares += (double) values[base + k] * values[base + k];
        }
        float factor = squares > 0 ? (float) (length / Math.sqrt(squares)) : 0;
        for (int k = 0; k < dimension; k++) {
            values[base + k] *= factor;
        }
    }

    /** Conjugate gradients on (X'CX + ridge) W = X'CY, where row i of X is the mean of item i's attributes. */
    private static final class Ridge {
        private final float[] targets;
        private final int dimension;
        private final ItemAttributes attributes;
        private final int[] counts;

        Ridge(float[] targets, int dimension, ItemAttributes attributes, int[] counts) {
            this.targets = targets;
            this.dimension = dimension;
            this.attributes = attributes;
            this.counts = counts;
        }

        /** Returns the attribute vectors, [attributes x dimension]. */
        float[] solve() {
            int size = attributes.attributes() * dimension;
            float[] solution = new float[size];
            float[] residual = new float[size];
            rightHandSide(residual);
            float[] direction = residual.clone();
            float[] image = new float[size];
            double[] norms = columnProducts(residual, residual);
            double[] first = norms;
            for (int iteration = 0; iteration < ITERATIONS; iteration++) {
                apply(direction, image);
                double[] curvature = columnProducts(direction, image);
                for (int i = 0; i < size; i++) {
                    int k = i % dimension;
                    float step =
                            norms[k] > 1e-12 * first[k] && curvature[k] > 0 ? (float) (norms[k] / curvature[k]) : 0;
                    solution[i] += step * direction[i];
                    residual[i] -= step * image[i];
                }
                double[] next = columnProducts(residual, residual);
                for (int i = 0; i < size; i++) {
                    int k = i % dimension;
                    direction[i] = residual[i] + (norms[k] > 0 ? (float) (next[k] / norms[k]) : 0) * direction[i];
                }
                norms = next;
            }
            return solution;
        }

        private void rightHandSide(float[] result) {
            for (int item = 0; item < counts.length; item++) {
                scatter(item, targets, item * dimension, result);
            }
        }

        private void apply(float[] direction, float[] result) {
            for (int i = 0; i < result.length; i++) {
                result[i] = RIDGE * direction[i];
            }
            float[] row = new float[dimension];
            for (int item = 0; item < counts.length; item++) {
                if (counts[item] > 0) {
                    Arrays.fill(row, 0);
                    gather(item, direction, row);
                    scatter(item, row, 0, result);
                }
            }
        }

        private void gather(int item, float[] from, float[] row) {
            float share = 1f / (attributes.start(item + 1) - attributes.start(item));
            for (int i = attributes.start(item); i < attributes.start(item + 1); i++) {
                int base = attributes.attribute(i) * dimension;
                for (int k = 0; k < dimension; k++) {
                    row[k] += share * from[base + k];
                }
            }
        }

        private void scatter(int item, float[] row, int rowBase, float[] to) {
            int count = attributes.start(item + 1) - attributes.start(item);
            float weight = (float) Math.log1p(counts[item]) / Math.max(1, count);
            for (int i = attributes.start(item); weight > 0 && i < attributes.start(item + 1); i++) {
                int base = attributes.attribute(i) * dimension;
                for (int k = 0; k < dimension; k++) {
                    to[base + k] += weight * row[rowBase + k];
                }
            }
        }

        private double[] columnProducts(float[] a, float[] b) {
            double[] products = new double[dimension];
            for (int i = 0; i < a.length; i++) {
                products[i % dimension] += (double) a[i] * b[i];
            }
            return products;
        }
    }
}
