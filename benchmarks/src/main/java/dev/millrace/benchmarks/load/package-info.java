/**
 * An open-loop load generator: {@link dev.millrace.benchmarks.load.LoadGenerator} sends requests when they are due,
 * whether or not earlier ones have been answered, and takes every latency from the moment the request was due, so that
 * a stall of the server shows in full (Gil Tene's coordinated omission).
 * {@link dev.millrace.benchmarks.load.RequestMix} draws the requests from a data set or a release.
 */
@NullMarked
package dev.millrace.benchmarks.load;

import org.jspecify.annotations.NullMarked;
