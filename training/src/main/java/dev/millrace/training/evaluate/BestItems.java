package dev.millrace.training.evaluate;

import dev.millrace.cascade.candidate.TopItems;

/** Selects the best items by score. Stateless. */
final class BestItems {
    private BestItems() {}

    /**
     * Writes the items of the highest scores, best first, ties by the lower ordinal; items of score
     * {@code NEGATIVE_INFINITY} or NaN are never taken.
     *
     * @param scores by item
     * @param ranked receives item ordinals
     * @return how many were written
     */
    static int select(float[] scores, int[] ranked) {
        TopItems top = new TopItems(ranked.length);
        for (int item = 0; item < scores.length; item++) {
            if (scores[item] > Float.NEGATIVE_INFINITY) {
                top.offer(item, scores[item]);
            }
        }
        top.sort();
        for (int rank = 0; rank < top.size(); rank++) {
            ranked[rank] = top.ordinal(rank);
        }
        return top.size();
    }
}
