package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Candidates;
import java.util.List;

/**
 * Logarithms of the item's events, of its late events, of the ratio of both (is it rising?) and of its age in days,
 * which is missing where the data has no times.
 */
final class PopularityFeatures implements FeatureGroup, FeatureGroup.Worker {
    private final ItemStatistics statistics;
    private final ItemNumbers numbers;

    PopularityFeatures(ItemStatistics statistics, ItemNumbers numbers) {
        this.statistics = statistics;
        this.numbers = numbers;
    }

    @Override
    public List<String> names() {
        return List.of("item.popularity", "item.recent", "item.trend", "item.age");
    }

    @Override
    public Worker worker() {
        return this;
    }

    @Override
    public void fill(Query query, Candidates candidates, float[] matrix, int width, int column) {
        int[] items = candidates.ordinals();
        for (int row = 0; row < candidates.size(); row++) {
            int at = row * width + column;
            int item = items[row];
            float all = numbers.popularity(item);
            float late = numbers.recent(item);
            matrix[at] = all;
            matrix[at + 1] = late;
            matrix[at + 2] = late - all;
        }
        // A loop of its own: logarithms leave no room to wait for several items at once.
        for (int row = 0; row < candidates.size(); row++) {
            matrix[row * width + column + 3] = Days.log(statistics.firstSeen(items[row]), query.nowMillis());
        }
    }
}
