/**
 * A desktop app over a bundle: a shelf that follows every click, with nothing sent anywhere.
 *
 * <p>{@link dev.millrace.edge.examples.ShelfApp} starts it. {@link dev.millrace.edge.examples.Shelf} is what it knows
 * and does, in terms of {@link dev.millrace.edge.EdgeRecommender}, and the file to copy from; the rest draws it with
 * Swing.
 */
@NullMarked
package dev.millrace.edge.examples;

import org.jspecify.annotations.NullMarked;
