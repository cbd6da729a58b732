/**
 * Files that are written whole or not at all, and failures that name them.
 *
 * <p>{@link dev.millrace.cascade.file.AtomicFile} puts a file in the place of another;
 * {@link dev.millrace.cascade.file.FileWriteException} says which file could not be written and why. Knows nothing of
 * what is written: releases, bundles, data sets and results use it alike.
 */
@NullMarked
package dev.millrace.cascade.file;

import org.jspecify.annotations.NullMarked;
