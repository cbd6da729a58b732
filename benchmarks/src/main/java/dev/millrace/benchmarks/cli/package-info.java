/** The commands {@code millrace bench} and {@code millrace load}. */
@NullMarked
package dev.millrace.benchmarks.cli;

import org.jspecify.annotations.NullMarked;
