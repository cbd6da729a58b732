/**
 * The command line of everything but serving: data, train, evaluate, demo. Exit codes: 0 done, 1 failed, 2 bad usage.
 */
@NullMarked
package dev.millrace.training.cli;

import org.jspecify.annotations.NullMarked;
