/**
 * Inner loops that several stages share, with the Vector API where the virtual machine has it, each beside a scalar twin that it
 * is tested equal to. They know arrays and memory, no runtime and no stage.
 *
 * <p>{@link dev.millrace.kernel.Inputs} standardizes features into the memory that a graph reads.
 */
@NullMarked
package dev.millrace.kernel;

import org.jspecify.annotations.NullMarked;
