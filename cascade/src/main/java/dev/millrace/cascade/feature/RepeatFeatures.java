package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Candidates;
import java.util.List;

/**
 * Whether the user had the item before: the logarithm of how often, and, missing when never, of how many days and how
 * many visits ago the last time was.
 */
final class RepeatFeatures implements FeatureGroup {
    @Override
    public List<String> names() {
        return List.of("repeat.count", "repeat.days", "repeat.visits");
    }

    @Override
    public Worker worker() {
        return new Counts();
    }

    private static final class Counts implements Worker {
        private final Visits visits = new Visits();
        private final OrdinalTable table = new OrdinalTable();
        private int[] counts = new int[16];
        private int[] latest = new int[16];

        @Override
        public void fill(Query query, Candidates candidates, float[] matrix, int width, int column) {
            History history = query.history();
            visits.read(history, RankingFeatures.MAX_EVENTS);
            count(history);
            for (int row = 0; row < candidates.size(); row++) {
                int at = row * width + column;
                int slot = table.slot(candidates.ordinal(row));
                if (slot < 0) {
                    matrix[at] = 0;
                    matrix[at + 1] = Float.NaN;
                    matrix[at + 2] = Float.NaN;
                } else {
                    matrix[at] = (float) Math.log1p(counts[slot]);
                    matrix[at + 1] = Days.log(history.timestamp(latest[slot]), query.nowMillis());
                    matrix[at + 2] = (float) Math.log1p(visits.back(latest[slot]));
                }
            }
        }

        private void count(History history) {
            int events = history.size() - visits.first();
            table.reset(events);
            if (counts.length < events) {
                counts = new int[events * 2];
                latest = new int[events * 2];
            }
            for (int i = visits.first(); i < history.size(); i++) {
                int known = table.size();
                int slot = table.put(history.item(i));
                counts[slot] = slot == known ? 1 : counts[slot] + 1;
                latest[slot] = i;
            }
        }
    }
}
