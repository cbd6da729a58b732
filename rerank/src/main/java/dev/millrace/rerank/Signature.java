package dev.millrace.rerank;

/**
 * What a re-ranker's graph expects. Immutable.
 *
 * @param input name of the input, [n x width] float32, NaN where a feature is missing
 * @param output name of the output, [n] float32
 * @param width number of features
 */
record Signature(String input, String output, int width) {}
