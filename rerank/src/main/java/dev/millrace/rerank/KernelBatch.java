package dev.millrace.rerank;

import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.kernel.Network;
import dev.millrace.kernel.Scratch;
import java.util.concurrent.CancellationException;

/** Scores with our own kernels, in the nearest cache. Needs no closing. */
final class KernelBatch implements Batch {
    /** Some tens of microseconds, after which a cancellation is heard. */
    private static final int ROWS = 128;

    private final Network network;
    private final Scratch scratch;

    KernelBatch(Network network) {
        this.network = network;
        this.scratch = network.scratch();
    }

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public void score(
            Candidates candidates, int[] rowNumbers, int from, int size, float[] scores, Cancellation cancellation) {
        if (cancellation.cancelled()) {
            throw new CancellationException("re-ranker: cancelled");
        }
        network.score(candidates.features(), rowNumbers, from, size, scratch, scores);
    }

    @Override
    public void close() {}
}
