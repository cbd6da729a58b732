package dev.millrace.rerank;

import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.candidate.Candidates;
import java.util.concurrent.CancellationException;

/** The memory that one call at a time scores in. Closed once by the owner of the pool. */
sealed interface Batch extends AutoCloseable permits KernelBatch, OnnxBatch {
    /** Returns how many rows are scored at a time at most. */
    int rows();

    /**
     * Writes the scores of {@code rowNumbers[from .. from + size)} to {@code scores[from .. from + size)}.
     *
     * @param size at most {@link #rows()}
     * @throws CancellationException when it was told to end
     * @throws IllegalStateException when the runtime fails
     */
    void score(Candidates candidates, int[] rowNumbers, int from, int size, float[] scores, Cancellation cancellation);

    @Override
    void close();
}
