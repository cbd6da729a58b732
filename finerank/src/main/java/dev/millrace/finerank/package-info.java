/** Stage 3: the sequence ranker through DJL. */
@NullMarked
package dev.millrace.finerank;

import org.jspecify.annotations.NullMarked;
