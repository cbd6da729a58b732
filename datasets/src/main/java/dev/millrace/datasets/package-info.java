/** Readers, downloads, the synthetic shop, checks and splits. */
@NullMarked
package dev.millrace.datasets;

import org.jspecify.annotations.NullMarked;
