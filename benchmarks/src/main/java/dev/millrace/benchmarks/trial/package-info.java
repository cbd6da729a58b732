/**
 * Trials: what the server promises under load, put to the proof. Each is a load of a kind that goes wrong in practice,
 * and claims about what becomes of it, each of which holds or does not.
 *
 * <p>{@link dev.millrace.benchmarks.trial.ServerProcess} is the server under test, a process of its own; only the trial
 * of faults has it in this process, since its stages have to be broken. See ADR 0053.
 */
@NullMarked
package dev.millrace.benchmarks.trial;

import org.jspecify.annotations.NullMarked;
