/**
 * What measurements mean: read from JMH's JSON, held against budgets and physical bounds, compared with an earlier run,
 * drawn.
 */
@NullMarked
package dev.millrace.benchmarks.report;

import org.jspecify.annotations.NullMarked;
