/**
 * What flows between the stages: sets of items, the sources that proposed them, the tier that scored them.
 *
 * <p>Items are dense ordinals {@code 0..n-1} of one release; external string ids live at the edges only. Candidates are
 * a struct of arrays over primitives, owned by one worker and reused across requests.
 */
@NullMarked
package dev.millrace.cascade.candidate;

import org.jspecify.annotations.NullMarked;
