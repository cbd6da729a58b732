package dev.millrace.datasets;

import dev.millrace.cascade.feature.ItemTable;

/**
 * A data set cut in two. Immutable and thread-safe. Both parts share the users and items of the data set.
 *
 * @param train what may be learned from
 * @param test what is asked afterwards
 * @param items the item table as it is known when training ends: creation times after that are not there yet
 */
public record Partition(EventLog train, Holdout test, ItemTable items) {}
