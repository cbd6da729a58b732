package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Candidates;
import java.util.List;

/**
 * Logarithms of the item's events, of its late events, of the ratio of both (is it rising?) and of its age in days,
 * which is missing where the data has no times.
 */
final class PopularityFeatures implements FeatureGroup, FeatureGroup.Worker {
    private final ItemStatistics statistics;

    PopularityFeatures(ItemStatistics statistics) {
        this.statistics = statistics;
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
        for (int row = 0; row < candidates.size(); row++) {
            int item = candidates.ordinal(row);
            int at = row * width + column;
            float popularity = (float) Math.log1p(statistics.count(item));
            float recent = (float) Math.log1p(statistics.recentCount(item));
            matrix[at] = popularity;
            matrix[at + 1] = recent;
            matrix[at + 2] = recent - popularity;
            matrix[at + 3] = Days.log(statistics.firstSeen(item), query.nowMillis());
        }
    }
}
