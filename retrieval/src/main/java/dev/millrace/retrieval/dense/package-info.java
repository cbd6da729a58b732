/**
 * Inner-product search over the item vectors.
 *
 * <p>{@link dev.millrace.retrieval.dense.DenseIndex} plans: an {@link dev.millrace.retrieval.dense.ExactIndex exact
 * scan} where few items are eligible or the catalogue is small, the clustered scan elsewhere, the
 * {@link dev.millrace.retrieval.dense.GraphIndex graph} where it was built and is cheaper; see ADR 0040, 0042 and 0044.
 * Nothing outside this package knows the graph library.
 */
@NullMarked
package dev.millrace.retrieval.dense;

import org.jspecify.annotations.NullMarked;
