/**
 * Stage 3: ranks a shortlist with a sequence model over the user's latest events, through DJL on ONNX Runtime.
 *
 * <p>{@link dev.millrace.finerank.DjlFineRanker} is the stage; {@link dev.millrace.finerank.FineRankSignature} says what
 * its model file expects. Nothing outside this package sees DJL.
 */
@NullMarked
package dev.millrace.finerank;

import org.jspecify.annotations.NullMarked;
