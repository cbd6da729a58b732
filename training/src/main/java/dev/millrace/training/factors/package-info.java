/**
 * Learns item vectors for inner-product retrieval from implicit feedback, together with the input vectors that fold any
 * history into a user vector.
 *
 * <p>Read {@link dev.millrace.training.factors.FactorTrainer} first; the algorithm is told in {@code SoftmaxLearner}.
 * Data comes in as {@link dev.millrace.training.factors.FactorData}, plain arrays that know of no file format. Trained
 * models are immutable; a trainer owns its threads for the length of one call.
 */
@NullMarked
package dev.millrace.training.factors;

import org.jspecify.annotations.NullMarked;
