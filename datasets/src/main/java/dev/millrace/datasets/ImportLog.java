package dev.millrace.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Counts rows while an import runs and hands every rejected one on. One thread at a time. */
final class ImportLog {
    private final boolean strict;
    private final Consumer<RejectedRow> listener;
    private final List<String> files = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<RejectedRow> kept = new ArrayList<>();
    private final Map<RejectedRow.Reason, Long> byReason = new EnumMap<>(RejectedRow.Reason.class);
    private long accepted;
    private long rejected;

    /**
     * Creates an empty log.
     *
     * @param strict whether the first rejected row ends the import
     * @param listener hears of every rejected row
     */
    ImportLog(boolean strict, Consumer<RejectedRow> listener) {
        this.strict = strict;
        this.listener = listener;
    }

    void file(Path file, String as) {
        files.add(file + " (" + as + ")");
    }

    void note(String note) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    void accept() {
        accepted++;
    }

    /** Takes note of a rejected row; throws {@link DataException} when the import is strict. */
    void reject(Path file, long line, RejectedRow.Reason reason, String detail) {
        RejectedRow row = new RejectedRow(file, line, reason, detail);
        listener.accept(row);
        if (strict) {
            throw new DataException(row + " (strict: the first rejected row stops the import)");
        }
        rejected++;
        byReason.merge(reason, 1L, Long::sum);
        if (kept.size() < ImportReport.KEPT) {
            kept.add(row);
        }
    }

    /** Returns what was counted, with what the events themselves say. */
    ImportReport report(EventLog events, long givenTestEvents) {
        EventSurvey survey = EventSurvey.of(events);
        return new ImportReport(
                files,
                accepted + rejected,
                accepted,
                events.size() + givenTestEvents,
                byReason,
                kept,
                survey.duplicates(),
                survey.timeRange(),
                survey.gaps(),
                notes);
    }
}
