package dev.millrace.datasets;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of one data set. Immutable.
 *
 * @param format how to read them
 * @param name what the data set is called
 * @param events files of events, in reading order
 * @param items files of item attributes
 * @param test the given test part
 */
record Source(Format format, String name, List<Path> events, List<Path> items, Optional<Path> test) {}
