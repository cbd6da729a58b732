package dev.millrace.datasets;

import dev.millrace.cascade.feature.ItemTable;
import java.util.List;
import java.util.Optional;

/**
 * A data set in memory: events, items, and what happened on the way in. Immutable and thread-safe.
 *
 * @param name what it is called, from its file or folder
 * @param format how it lay on disk
 * @param events all events; of a data set with a given test part the training events
 * @param givenTest the test part the data set itself declares, over the same users and items
 * @param items every item of an event, some without attributes, and items without events
 * @param report what happened to every row
 */
public record Dataset(
        String name,
        Format format,
        EventLog events,
        Optional<EventLog> givenTest,
        ItemTable items,
        ImportReport report) {
    /**
     * Returns all events, those of the given test part among them, in time order; without times the test part comes
     * last.
     *
     * @throws DataException when only one of the parts has times
     */
    public EventLog everything() {
        if (givenTest.isEmpty() || givenTest.get().size() == 0) {
            return events;
        }
        EventLog test = givenTest.get();
        if (test.timed() != events.timed()) {
            throw new DataException(name + ": the test part has " + (test.timed() ? "times" : "no times")
                    + " (expected: " + (events.timed() ? "times" : "none") + ", as the training part)");
        }
        EventLogBuilder all = new EventLogBuilder();
        events.users().forEach(all::user);
        for (EventLog part : List.of(events, test)) {
            for (int i = 0; i < part.size(); i++) {
                all.add(part.user(i), part.item(i), part.type(i), part.timestamp(i), part.value(i));
            }
        }
        return all.build();
    }
}
