package dev.millrace.training.pipeline;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.ItemTable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Counts what training events say of each item. Stateless. */
final class StatisticsLearner {
    /** "Lately" is this share of the whole time range. */
    private static final double RECENT_SHARE = 0.07;

    private static final long MIN_RECENT_MILLIS = Duration.ofDays(1).toMillis();

    private StatisticsLearner() {}

    static ItemStatistics learn(ItemTable items, UserEvents events) {
        float[] counts = new float[items.size()];
        float[] recent = new float[items.size()];
        long[] firstSeen = new long[items.size()];
        Arrays.fill(firstSeen, History.NO_TIME);
        List<EventType> types = items.schema().eventTypes();
        long end = History.NO_TIME;
        long start = Long.MAX_VALUE;
        for (long timestamp : events.timestamps()) {
            end = Math.max(end, timestamp);
            start = Math.min(start, timestamp);
        }
        long window = events.timed() ? Math.max(MIN_RECENT_MILLIS, (long) (RECENT_SHARE * (end - start))) : 0;
        for (int user = 0; user < events.users(); user++) {
            int last = events.offsets()[user + 1];
            int newest = last - Math.max(1, events.size(user) / 10);
            for (int i = events.offsets()[user]; i < last; i++) {
                int item = events.items()[i];
                float weight = types.get(events.types()[i]).weight();
                counts[item] += weight;
                long timestamp = events.timestamps()[i];
                if (events.timed() ? timestamp > end - window : i >= newest) {
                    recent[item] += weight;
                }
                if (events.timed() && (firstSeen[item] == History.NO_TIME || timestamp < firstSeen[item])) {
                    firstSeen[item] = timestamp;
                }
            }
        }
        created(items, firstSeen, end);
        return new ItemStatistics(counts, recent, firstSeen, end, window);
    }

    /** An item is as old as it is declared to be; what is declared later than the data ends is not known yet. */
    private static void created(ItemTable items, long[] firstSeen, long end) {
        Optional<Column.Instants> created = items.instants(Field.Role.CREATED);
        for (int item = 0; item < firstSeen.length && created.isPresent(); item++) {
            long declared = created.get().value(item);
            if (declared != History.NO_TIME
                    && declared <= end
                    && (firstSeen[item] == History.NO_TIME || declared < firstSeen[item])) {
                firstSeen[item] = declared;
            }
        }
    }
}
