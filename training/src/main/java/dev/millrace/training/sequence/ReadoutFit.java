package dev.millrace.training.sequence;

/**
 * A trained readout and what it brought on lists held back: NDCG@10 of the target within its shortlist.
 *
 * @param readout the best of the three
 * @param encoderNdcg ranking by the encoder alone
 * @param blendNdcg with the earlier stages' scores blended in
 * @param attentionNdcg with candidate attention as well
 */
public record ReadoutFit(Readout readout, double encoderNdcg, double blendNdcg, double attentionNdcg) {}
