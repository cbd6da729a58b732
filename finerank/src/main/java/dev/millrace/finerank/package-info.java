/**
 * Stage 3: ranks a shortlist with a sequence model over the user's latest events, through DJL on ONNX Runtime.
 *
 * <p>{@link dev.millrace.finerank.DjlFineRanker} is the stage; {@link dev.millrace.cascade.feature.FineRankSignature}
 * says what its model file expects. Nothing outside this package sees DJL. The request path is
 * {@link dev.millrace.finerank.HistoryStates} (is the history known?), then {@link dev.millrace.finerank.SequenceRun}
 * (encode it, score candidates) over the one {@link dev.millrace.finerank.SequenceModel}. Built with the Maven profile
 * {@code gpu}, the model runs on the GPU that DJL finds; {@link dev.millrace.finerank.DjlFineRanker#device()} says
 * where it does.
 */
@NullMarked
package dev.millrace.finerank;

import org.jspecify.annotations.NullMarked;
