package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Candidates;
import java.util.List;

/**
 * What tells the re-ranker how far to trust the rest, the same for all candidates: logarithms of the number of events
 * and of the days since the newest, and the share of events that repeat an item.
 */
final class HistoryFeatures implements FeatureGroup {
    @Override
    public List<String> names() {
        return List.of("history.events", "history.days", "history.repeats");
    }

    @Override
    public Worker worker() {
        return new Shape();
    }

    private static final class Shape implements Worker {
        private final OrdinalTable table = new OrdinalTable();

        @Override
        public void fill(Query query, Candidates candidates, float[] matrix, int width, int column) {
            History history = query.history();
            int first = Math.max(0, history.size() - RankingFeatures.MAX_EVENTS);
            int counted = history.size() - first;
            table.reset(counted);
            for (int i = first; i < history.size(); i++) {
                table.put(history.item(i));
            }
            float events = (float) Math.log1p(counted);
            float days = counted == 0 ? Float.NaN : Days.log(history.timestamp(history.size() - 1), query.nowMillis());
            float repeats = counted == 0 ? Float.NaN : 1 - (float) table.size() / counted;
            for (int row = 0; row < candidates.size(); row++) {
                int at = row * width + column;
                matrix[at] = events;
                matrix[at + 1] = days;
                matrix[at + 2] = repeats;
            }
        }
    }
}
