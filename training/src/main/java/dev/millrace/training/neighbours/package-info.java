/**
 * Learns for every item the items that go with it or follow it, from the order of user histories.
 *
 * <p>{@link dev.millrace.training.neighbours.NeighbourLearner} counts pairs of events that are near each other in a
 * history, normalises by popularity and keeps the best of each item.
 * {@link dev.millrace.training.neighbours.NeighbourSelection} chooses how to count by what the counts predict about
 * events held out. The result is a {@link dev.millrace.cascade.feature.SimilarItems}, read by retrieval, features and
 * reasons.
 */
@NullMarked
package dev.millrace.training.neighbours;

import org.jspecify.annotations.NullMarked;
