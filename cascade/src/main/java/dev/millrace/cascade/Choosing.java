package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.policy.Policy;
import java.util.Arrays;

/**
 * The policy's part of a request: rules and diversification, or the ranked order where they let it down. There is
 * always time for it: the other stages leave some. Immutable and thread-safe.
 */
final class Choosing {
    private final Step step;
    private final Policy policy;
    private final Cascade.Widths widths;

    Choosing(Step step, Policy policy, Cascade.Widths widths) {
        this.step = step;
        this.policy = policy;
        this.widths = widths;
    }

    /** Returns the rows of the answer, in order. */
    int[] run(Passage passage) {
        Trace trace = passage.trace();
        Request request = passage.request();
        Candidates candidates = passage.candidates();
        int size = candidates.size();
        int in = Math.min(size, widths.fine());
        int[] ranked = candidates.rank();
        if (trace.has(step)) {
            return best(ranked, size, request);
        }
        if (step.stuck()) {
            trace.skip(step, in, "an earlier run of it has not ended");
            return best(ranked, size, request);
        }
        int[][] chosen = new int[1][];
        if (!passage.run(step, in, in, new Passage.Work() {
            @Override
            public void run(Cancellation cancel) {
                chosen[0] = policy.select(
                        passage.query(), candidates, ranked, size, request.numResults(), request.diversity());
            }
        })) {
            return best(candidates.rank(), size, request);
        }
        if (!valid(chosen[0], size, request)) {
            trace.fail(step, in, "it chose other rows than there are");
            return best(candidates.rank(), size, request);
        }
        trace.did(step, in, chosen[0].length);
        return chosen[0];
    }

    private static int[] best(int[] ranked, int size, Request request) {
        return Arrays.copyOf(ranked, Math.min(size, request.numResults()));
    }

    /** As many rows as there are to choose from and were asked for, each once. */
    private static boolean valid(int[] rows, int size, Request request) {
        if (rows.length != Math.min(size, request.numResults())) {
            return false;
        }
        boolean[] taken = new boolean[size];
        for (int row : rows) {
            if (row < 0 || row >= size || taken[row]) {
                return false;
            }
            taken[row] = true;
        }
        return true;
    }
}
