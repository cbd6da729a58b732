/** The exact search of a device: every eligible item's vector is scored, coded ones by looking their codes up. */
@NullMarked
package dev.millrace.edge.scan;

import org.jspecify.annotations.NullMarked;
