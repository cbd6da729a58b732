package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Candidates;
import java.util.Arrays;
import java.util.List;

/**
 * Inner product and cosine of the folded-in user vector with the item's vector, and the cosines of the item's vector
 * with that of the newest event and with the mean direction of the newest five. Missing for a cold user and where a
 * vector is zero.
 */
final class VectorFeatures implements FeatureGroup {
    private static final int SESSION = 5;

    private final ItemVectors vectors;
    private final ItemNumbers numbers;

    VectorFeatures(ItemVectors vectors, ItemNumbers numbers) {
        this.vectors = vectors;
        this.numbers = numbers;
    }

    @Override
    public List<String> names() {
        return List.of("user.dot", "user.cosine", "newest.cosine", "newest5.cosine");
    }

    @Override
    public Worker worker() {
        return new Dots();
    }

    private static float inverseNorm(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        return ItemNumbers.inverse((float) Math.sqrt(sum));
    }

    private final class Dots implements Worker {
        private final float[] newest = new float[vectors.dimension()];
        private final float[] session = new float[vectors.dimension()];
        private final float[] nobody = new float[vectors.dimension()];
        private float[] dots = new float[0];
        private float[] inverse = new float[0];

        @Override
        public void fill(Query query, Candidates candidates, float[] matrix, int width, int column) {
            mean(query.history(), 1, newest);
            mean(query.history(), SESSION, session);
            float[] user = query.cold() ? nobody : query.userVector();
            float userNorm = inverseNorm(user);
            float newestNorm = inverseNorm(newest);
            float sessionNorm = inverseNorm(session);
            int size = candidates.size();
            if (inverse.length < size) {
                inverse = new float[size];
                dots = new float[3 * size];
            }
            for (int row = 0; row < size; row++) {
                inverse[row] = numbers.inverseNorm(candidates.ordinal(row));
            }
            vectors.dots(candidates.ordinals(), size, user, newest, session, dots);
            for (int row = 0; row < size; row++) {
                int at = row * width + column;
                // An inverse norm that is missing makes its feature missing.
                matrix[at] = query.cold() ? Float.NaN : dots[3 * row];
                matrix[at + 1] = dots[3 * row] * userNorm * inverse[row];
                matrix[at + 2] = dots[3 * row + 1] * newestNorm * inverse[row];
                matrix[at + 3] = dots[3 * row + 2] * sessionNorm * inverse[row];
            }
        }

        /** Sums the directions of the history's latest items; zero vectors have none. */
        private void mean(History history, int latest, float[] into) {
            Arrays.fill(into, 0);
            for (int i = Math.max(0, history.size() - latest); i < history.size(); i++) {
                int item = history.item(i);
                float itemNorm = numbers.inverseNorm(item);
                if (!Float.isNaN(itemNorm)) {
                    vectors.add(item, itemNorm, into);
                }
            }
        }
    }
}
