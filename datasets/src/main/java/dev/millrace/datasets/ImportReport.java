package dev.millrace.datasets;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happened to every row of an import. Immutable.
 *
 * <p>{@code rows == accepted + rejected()}; a row is a line of events or of items, headers not counted. Lines that hold
 * many events ("user item item ...") count once as a row and as many times as they hold items in {@code events}.
 *
 * @param files the files read, with what each was read as
 * @param rows data rows read
 * @param accepted rows taken over
 * @param events events taken over
 * @param rejectedByReason number of rejected rows of each reason that occurred
 * @param rejectedRows the first rejected rows, at most {@value #KEPT}
 * @param duplicates accepted events equal to another in user, item, type and time; they are kept
 * @param timeRange first and last event, or nothing where times are unknown
 * @param gaps the longest stretches without any event, longest first, at most ten
 * @param notes what was detected or assumed, one sentence each
 */
public record ImportReport(
        List<String> files,
        long rows,
        long accepted,
        long events,
        Map<RejectedRow.Reason, Long> rejectedByReason,
        List<RejectedRow> rejectedRows,
        long duplicates,
        Optional<TimeRange> timeRange,
        List<TimeRange> gaps,
        List<String> notes) {
    /** How many rejected rows a report keeps; the rest is counted. */
    public static final int KEPT = 1000;

    /** Copies the collections. */
    public ImportReport {
        files = List.copyOf(files);
        rejectedByReason = Map.copyOf(rejectedByReason);
        rejectedRows = List.copyOf(rejectedRows);
        gaps = List.copyOf(gaps);
        notes = List.copyOf(notes);
    }

    /** Returns the report of events that were made, not read. */
    public static ImportReport made(EventLog events, String note) {
        EventSurvey survey = EventSurvey.of(events);
        return new ImportReport(
                List.of(),
                events.size(),
                events.size(),
                events.size(),
                Map.of(),
                List.of(),
                survey.duplicates(),
                survey.timeRange(),
                survey.gaps(),
                List.of(note));
    }

    /** Returns the number of rejected rows. */
    public long rejected() {
        return rejectedByReason.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the number of rejected rows by the reason in words, in the order of the reasons. */
    public Map<String, Long> rejectedByLabel() {
        Map<String, Long> byLabel = new LinkedHashMap<>();
        for (RejectedRow.Reason reason : RejectedRow.Reason.values()) {
            Long count = rejectedByReason.get(reason);
            if (count != null) {
                byLabel.put(reason.label(), count);
            }
        }
        return byLabel;
    }

    /**
     * Two points in time. Immutable.
     *
     * @param from the earlier
     * @param to the later
     */
    public record TimeRange(Instant from, Instant to) {
        /** Returns the time between. */
        public Duration length() {
            return Duration.between(from, to);
        }
    }
}
