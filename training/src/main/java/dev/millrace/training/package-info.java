/** Learns every model, evaluates them and writes releases. */
@NullMarked
package dev.millrace.training;

import org.jspecify.annotations.NullMarked;
