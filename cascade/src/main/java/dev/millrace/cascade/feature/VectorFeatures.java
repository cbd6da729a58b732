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
    private final float[] inverseNorms;

    VectorFeatures(ItemVectors vectors) {
        this.vectors = vectors;
        inverseNorms = new float[vectors.size()];
        for (int item = 0; item < inverseNorms.length; item++) {
            inverseNorms[item] = inverse((float) Math.sqrt(vectors.dot(item, item)));
        }
    }

    @Override
    public List<String> names() {
        return List.of("user.dot", "user.cosine", "newest.cosine", "newest5.cosine");
    }

    @Override
    public Worker worker() {
        return new Dots();
    }

    private static float inverse(float norm) {
        return norm > 0 ? 1 / norm : Float.NaN;
    }

    private static float inverseNorm(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        return inverse((float) Math.sqrt(sum));
    }

    private final class Dots implements Worker {
        private final float[] newest = new float[vectors.dimension()];
        private final float[] session = new float[vectors.dimension()];

        @Override
        public void fill(Query query, Candidates candidates, float[] matrix, int width, int column) {
            mean(query.history().latest(1), newest);
            mean(query.history().latest(SESSION), session);
            float[] user = query.userVector();
            float userNorm = inverseNorm(user);
            float newestNorm = inverseNorm(newest);
            float sessionNorm = inverseNorm(session);
            for (int row = 0; row < candidates.size(); row++) {
                int item = candidates.ordinal(row);
                int at = row * width + column;
                float dot = query.cold() ? Float.NaN : vectors.dot(item, user);
                matrix[at] = dot;
                matrix[at + 1] = dot * userNorm * inverseNorms[item];
                matrix[at + 2] = cosine(item, newest, newestNorm);
                matrix[at + 3] = cosine(item, session, sessionNorm);
            }
        }

        private float cosine(int item, float[] direction, float inverseNorm) {
            return Float.isNaN(inverseNorm)
                    ? Float.NaN
                    : vectors.dot(item, direction) * inverseNorm * inverseNorms[item];
        }

        /** Sums the directions of the history's items; zero vectors have none. */
        private void mean(History history, float[] into) {
            Arrays.fill(into, 0);
            float[] values = vectors.values();
            for (int i = 0; i < history.size(); i++) {
                int item = history.item(i);
                if (!Float.isNaN(inverseNorms[item])) {
                    for (int d = 0; d < into.length; d++) {
                        into[d] += values[item * into.length + d] * inverseNorms[item];
                    }
                }
            }
        }
    }
}
