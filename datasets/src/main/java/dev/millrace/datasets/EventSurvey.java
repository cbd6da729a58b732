package dev.millrace.datasets;

import dev.millrace.datasets.ImportReport.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the events of a log say of themselves. Immutable.
 *
 * @param duplicates events equal to an earlier one in user, item, type and time
 * @param timeRange first and last event
 * @param gaps the longest stretches without any event
 */
record EventSurvey(long duplicates, Optional<TimeRange> timeRange, List<TimeRange> gaps) {
    private static final int GAPS = 10;
    private static final long SHORTEST_GAP = Duration.ofHours(36).toMillis();

    private record Key(int item, int type, long time) {}

    static EventSurvey of(EventLog events) {
        Histories histories = events.histories();
        long duplicates = 0;
        for (int user = 0; user < histories.users(); user++) {
            Set<Key> seen = new HashSet<>();
            for (int at = histories.begin(user); at < histories.end(user); at++) {
                int event = histories.event(at);
                if (!seen.add(new Key(events.item(event), events.type(event), events.timestamp(event)))) {
                    duplicates++;
                }
            }
        }
        if (!events.timed() || events.size() == 0) {
            return new EventSurvey(duplicates, Optional.empty(), List.of());
        }
        return new EventSurvey(duplicates, Optional.of(range(events, 0, events.size() - 1)), gaps(events));
    }

    /** A gap is longer than a day and a half and ten times the mean distance of events. */
    private static List<TimeRange> gaps(EventLog events) {
        int last = events.size() - 1;
        long mean = (events.timestamp(last) - events.timestamp(0)) / Math.max(1, last);
        long shortest = Math.max(SHORTEST_GAP, 10 * mean);
        List<TimeRange> gaps = new ArrayList<>();
        for (int i = 0; i < last; i++) {
            if (events.timestamp(i + 1) - events.timestamp(i) > shortest) {
                gaps.add(range(events, i, i + 1));
            }
        }
        gaps.sort(Comparator.comparing(TimeRange::length).reversed());
        return gaps.subList(0, Math.min(GAPS, gaps.size()));
    }

    private static TimeRange range(EventLog events, int from, int to) {
        return new TimeRange(Instant.ofEpochMilli(events.timestamp(from)), Instant.ofEpochMilli(events.timestamp(to)));
    }
}
