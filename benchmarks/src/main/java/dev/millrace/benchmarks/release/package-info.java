/**
 * Releases to measure with: {@link dev.millrace.benchmarks.release.BenchmarkRelease} writes one of any size, in the
 * real format, through the writers that training uses. Their models are not trained. Speed does not depend on the
 * values of weights, so their speed is real; their answers mean nothing.
 */
@NullMarked
package dev.millrace.benchmarks.release;

import org.jspecify.annotations.NullMarked;
