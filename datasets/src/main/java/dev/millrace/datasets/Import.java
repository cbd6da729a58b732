package dev.millrace.datasets;

import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.datasets.RejectedRow.Reason;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A data set while it is being read. One thread at a time. */
final class Import {
    private static final int LONGEST_ID = 256;
    private static final int FEW = 100;
    private static final long EARLY = Instant.parse("1980-01-01T00:00:00Z").toEpochMilli();

    private final ImportLog log;
    private final EventLogBuilder events = new EventLogBuilder();
    private final ItemTableBuilder items = new ItemTableBuilder();
    private final EventTypes types = new EventTypes();
    private @Nullable EventLogBuilder test;

    Import(ImportLog log) {
        this.log = log;
    }

    ImportLog log() {
        return log;
    }

    EventLogBuilder events() {
        return events;
    }

    /** Returns the builder of the given test part, over the users of {@link #events()}. */
    EventLogBuilder test() {
        if (test == null) {
            test = events.sharingUsers();
        }
        return test;
    }

    ItemTableBuilder items() {
        return items;
    }

    EventTypes types() {
        return types;
    }

    /** Returns a user id as it is; throws where it cannot be one. */
    static String userId(String text) throws RowException {
        return id(text, Reason.EMPTY_USER);
    }

    /** Returns an item id as it is; throws where it cannot be one. */
    static String itemId(String text) throws RowException {
        return id(text, Reason.EMPTY_ITEM);
    }

    private static String id(String text, Reason empty) throws RowException {
        if (text.isEmpty()) {
            throw new RowException(empty, "");
        }
        if (text.length() > LONGEST_ID) {
            throw new RowException(Reason.BAD_ID, text.length() + " characters (expected: at most " + LONGEST_ID + ")");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw new RowException(Reason.BAD_ID, "control character " + (int) text.charAt(i));
            }
        }
        return text;
    }

    /** Returns the finished data set; throws {@link DataException} when nothing was accepted. */
    Dataset finish(Source source) {
        EventLog log1 = events.build();
        Optional<EventLog> test1 = Optional.ofNullable(test).map(EventLogBuilder::build);
        ItemTable table = items.build(types.types());
        noteUnmatched(log1, table);
        noteCommonest(log1);
        noteEarly(log1);
        ImportReport report = log.report(log1, test1.map(EventLog::size).orElse(0));
        if (log1.size() == 0) {
            throw new DataException(source.events().getFirst() + ": no event among " + report.rows() + " rows"
                    + (report.rejectedRows().isEmpty()
                            ? ""
                            : ", first defect: " + report.rejectedRows().getFirst()));
        }
        return new Dataset(source.name(), source.format(), log1, test1, table, report);
    }

    /** Says so when items have attributes but none of an event does: events may write their ids another way. */
    private void noteUnmatched(EventLog events, ItemTable table) {
        OptionalInt described = IntStream.range(0, table.size())
                .filter(item -> hasAttributes(table, item))
                .findFirst();
        if (described.isPresent()
                && events.size() > 0
                && IntStream.range(0, events.size()).noneMatch(i -> hasAttributes(table, events.item(i)))) {
            log.note("no event is with an item that has attributes: the first event's item is '"
                    + table.id(events.item(0)) + "', the first item with attributes '" + table.id(described.getAsInt())
                    + "' (are ids written the same way?)");
        }
    }

    /** Says so when one user has most events: the id may stand for users that are not known. */
    private void noteCommonest(EventLog events) {
        Histories histories = events.histories();
        for (int user = 0; user < histories.users(); user++) {
            int own = histories.end(user) - histories.begin(user);
            if (own >= FEW && own < events.size() && own > events.size() / 2) {
                log.note("user '" + events.users().get(user) + "' has " + own + " of " + events.size()
                        + " events (does the id stand for users that are not known?)");
            }
        }
    }

    /** Says so when all times are of the seventies: they may count from a start of their own. */
    private void noteEarly(EventLog events) {
        if (events.timed() && events.size() > 0 && events.timestamp(events.size() - 1) < EARLY) {
            log.note("the last event is of " + Instant.ofEpochMilli(events.timestamp(events.size() - 1))
                    + " (are times seconds since 1970?)");
        }
    }

    private static boolean hasAttributes(ItemTable table, int item) {
        return table.columns().stream().anyMatch(column -> column.has(item));
    }
}
