/**
 * Fetches public data sets: a catalogue of where they are, a downloader that goes on where it stopped, and the
 * unpacking of what came. A file appears under its name only when it is whole and its SHA-256 is right.
 */
@NullMarked
package dev.millrace.datasets.download;

import org.jspecify.annotations.NullMarked;
