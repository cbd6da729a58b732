package dev.millrace.training.sequence;

/**
 * A trained encoder and how it came about.
 *
 * @param weights of the best pass
 * @param curve what was measured after every pass
 */
public record SequenceFit(SequenceWeights weights, LearningCurve curve) {}
