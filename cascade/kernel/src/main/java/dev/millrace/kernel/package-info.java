/**
 * Inner loops that several stages share, with the Vector API where the virtual machine has it, each beside a scalar
 * twin that it is tested equal to, up to rounding where sums are taken in another order. They know arrays and memory,
 * no runtime and no stage.
 *
 * <p>{@link dev.millrace.kernel.Inputs} standardizes features into the memory that a graph reads;
 * {@link dev.millrace.kernel.Network} scores them with a {@link dev.millrace.kernel.Perceptron} and needs no graph.
 * {@link dev.millrace.kernel.NativeVectors} hold a release's vectors outside the heap, mapped by
 * {@link dev.millrace.kernel.VectorMaps}; their twin is {@link dev.millrace.cascade.feature.FloatVectors}.
 */
@NullMarked
package dev.millrace.kernel;

import org.jspecify.annotations.NullMarked;
