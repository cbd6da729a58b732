/**
 * LightGBM as a re-ranker, beside the one that releases have: learned from the same examples, tuned on the same
 * validation queries, asked about the same candidates.
 *
 * <p>{@link dev.millrace.benchmarks.lightgbm.TreeSearch} finds the settings,
 * {@link dev.millrace.benchmarks.lightgbm.TreeLearner} learns with some,
 * {@link dev.millrace.benchmarks.lightgbm.TreeComparison} ranks for test users, and
 * {@link dev.millrace.benchmarks.lightgbm.NativeTrees} scores as fast as LightGBM can.
 */
@NullMarked
package dev.millrace.benchmarks.lightgbm;

import org.jspecify.annotations.NullMarked;
