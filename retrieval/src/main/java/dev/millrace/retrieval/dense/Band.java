package dev.millrace.retrieval.dense;

/**
 * A kind of search whose recall a release records. Immutable.
 *
 * @param wanted items wanted
 * @param selectivity share of the items that is eligible
 * @param correlated whether the eligible items lie together, as those of a category do, or are drawn at random
 */
record Band(int wanted, double selectivity, boolean correlated) {}
