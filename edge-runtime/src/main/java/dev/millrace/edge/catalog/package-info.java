/**
 * The catalogue of an edge bundle, read where it lies: every class here answers from the mapped bytes of a part, and
 * nothing is unpacked but code books, statistics and a few numbers a part.
 *
 * <p>{@link dev.millrace.edge.catalog.EdgeCatalog} is where to begin. The bytes are written by {@code training.edge};
 * both sides take them apart in the same order, with {@link dev.millrace.edge.catalog.PartReader} here. All numbers are
 * little-endian. What an index could reach beyond its table is checked once, on opening. Buffers are cast to
 * {@code Buffer} where they move, since Android 8 does not know the methods that return the narrower type.
 */
@NullMarked
package dev.millrace.edge.catalog;

import org.jspecify.annotations.NullMarked;
