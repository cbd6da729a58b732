/**
 * Learns the fine ranker: a causal self-attention encoder over a user's latest events.
 *
 * <p>Read {@link dev.millrace.training.sequence.SequenceTrainer} first. It learns the encoder from
 * {@link dev.millrace.training.sequence.SequenceData} by predicting every next event among the whole catalogue
 * ({@code CatalogueLoss}). {@link dev.millrace.training.sequence.SequenceFeatures} then says of every candidate what
 * the encoded history makes of it, and the fine ranker learns, from where the re-ranker ended, how much that counts.
 * {@link dev.millrace.training.sequence.SequenceGraph} writes the result as one ONNX file.
 *
 * <p>All parameters and optimizer state live in plain Java arrays; PyTorch, through DJL, computes. Each step copies the
 * few encoder weights in and their gradients out, which costs little, makes checkpoints and seeds simple, and leaves no
 * native memory behind.
 */
@NullMarked
package dev.millrace.training.sequence;

import org.jspecify.annotations.NullMarked;
