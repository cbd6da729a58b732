/** Who has a file of the device, where several might. */
@NullMarked
package dev.millrace.edge.file;

import org.jspecify.annotations.NullMarked;
