package dev.millrace.training.sequence;

import java.util.List;

/**
 * What training measured after every pass over the data.
 *
 * @param points in order of time
 */
public record LearningCurve(List<Point> points) {
    /** Copies the points. */
    public LearningCurve {
        points = List.copyOf(points);
    }

    /**
     * One pass.
     *
     * @param epoch from 1
     * @param loss mean cross-entropy of the pass in nats; with dropout, so not comparable with a loss without
     * @param ndcg validation NDCG@10 of the averaged weights, NaN without validation
     * @param hitRate validation HR@10, NaN without validation
     * @param seconds time the pass took, validation included
     */
    public record Point(int epoch, double loss, double ndcg, double hitRate, double seconds) {}

    /** Returns the epoch with the best validation NDCG@10, or the last one without validation. */
    public int bestEpoch() {
        int best = points.isEmpty() ? 0 : points.getLast().epoch();
        double ndcg = -1;
        for (Point point : points) {
            if (point.ndcg() > ndcg) {
                ndcg = point.ndcg();
                best = point.epoch();
            }
        }
        return best;
    }
}
