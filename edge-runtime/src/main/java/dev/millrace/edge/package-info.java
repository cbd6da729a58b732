/** The same cascade on a device. */
@NullMarked
package dev.millrace.edge;

import org.jspecify.annotations.NullMarked;
