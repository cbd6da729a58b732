package dev.millrace.training.edge;

/**
 * How many bytes the catalogue of a bundle spends on an item. Immutable.
 *
 * @param vectorBytes bytes of an item's vector, from an eighth of the dimension to the dimension
 * @param inputBytes bytes of an item's vector for the fold-in, likewise
 * @param similar neighbours an item keeps
 */
public record Precision(int vectorBytes, int inputBytes, int similar) {}
