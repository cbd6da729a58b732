package dev.millrace.datasets;

import dev.millrace.cascade.feature.ItemTable;
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
        ImportReport report) {}
