package dev.millrace.training.evaluate;

import dev.millrace.cascade.feature.History;
import java.util.Arrays;

/** A system that gives every item a score. */
abstract class Baseline implements RecommenderSystem {
    private final int itemCount;

    Baseline(int itemCount) {
        this.itemCount = itemCount;
    }

    /**
     * Adds to the scores of the items.
     *
     * @param history distinct items of the user, ascending
     * @param scores [items], all zero; {@code NEGATIVE_INFINITY} leaves an item out
     */
    abstract void score(int[] history, float[] scores, Compute compute);

    @Override
    public final int rank(TestUser user, int[] ranked, Compute compute) {
        History history = user.history();
        int[] items = Arrays.stream(history.items()).sorted().distinct().toArray();
        float[] scores = new float[itemCount];
        score(items, scores, compute);
        if (user.excludesSeen()) {
            for (int item : items) {
                scores[item] = Float.NEGATIVE_INFINITY;
            }
        }
        return BestItems.select(scores, ranked);
    }
}
