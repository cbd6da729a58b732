package dev.millrace.training.rerank;

/**
 * The feature that ranks best alone, upwards or downwards; a missing value stands last. Immutable.
 *
 * @param name its name, with a minus where the smallest value stands first
 * @param ndcg its mean NDCG@10, NaN when there is no query
 */
public record BestFeature(String name, double ndcg) {
    static BestFeature of(RerankExamples examples) {
        BestFeature best = new BestFeature("", Double.NaN);
        int width = examples.names().size();
        for (int column = 0; column < width; column++) {
            for (int sign = 1; sign >= -1; sign -= 2) {
                double sum = 0;
                for (int q = 0; q < examples.size(); q++) {
                    RerankExamples.Group group = examples.group(q);
                    sum += RankQuality.ndcg(group, values(group, width, column, sign));
                }
                double ndcg = sum / examples.size();
                if (!(ndcg <= best.ndcg)) {
                    best = new BestFeature(
                            (sign < 0 ? "-" : "") + examples.names().get(column), ndcg);
                }
            }
        }
        return best;
    }

    private static float[] values(RerankExamples.Group group, int width, int column, int sign) {
        float[] values = new float[group.size];
        for (int row = 0; row < group.size; row++) {
            float value = sign * group.features[row * width + column];
            values[row] = Float.isNaN(value) ? Float.NEGATIVE_INFINITY : value;
        }
        return values;
    }
}
