/**
 * A release: one immutable, versioned folder of models and indexes, written atomically and verified on opening.
 *
 * <p>{@link dev.millrace.cascade.release.ReleaseWriter} fills a temporary folder, hashes and syncs every file and
 * renames it; {@link dev.millrace.cascade.release.Release} refuses a folder in which anything is missing, changed or
 * out of place, with the file's name.
 */
@NullMarked
package dev.millrace.cascade.release;

import org.jspecify.annotations.NullMarked;
