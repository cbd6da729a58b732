package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Tier;
import java.util.Arrays;

/**
 * Stage 2 or 3 of a request: lifts the best candidates of one tier into the next, so that what a later stage did not
 * score stands below what it did. Immutable and thread-safe.
 */
final class Ranking {
    private final Step step;
    private final Ranker ranker;
    private final Tier tier;
    private final Planner planner;

    Ranking(Step step, Ranker ranker, Tier tier, Planner planner) {
        this.step = step;
        this.ranker = ranker;
        this.tier = tier;
        this.planner = planner;
    }

    /** Ranks the best {@code most} of the candidates. */
    void run(Passage passage, int most) {
        Trace trace = passage.trace();
        if (trace.has(step)) {
            return;
        }
        Candidates candidates = passage.candidates();
        int in = Math.min(most, candidates.size());
        if (in == 0 || !ranker.applies(passage.query())) {
            trace.pass(step, in);
            return;
        }
        if (candidates.featureWidth() == 0) {
            trace.skip(step, in, "there are no features");
            return;
        }
        int count = tier == Tier.RERANK ? planner.rerank(passage, in) : planner.fine(passage, in);
        if (count == 0) {
            return;
        }
        int[] ranked = candidates.rank();
        float[] scores = candidates.scratch(count);
        Arrays.fill(scores, 0, count, Float.NaN);
        if (passage.run(step, in, count, new Passage.Work() {
            @Override
            public void run(Cancellation cancel) {
                ranker.score(passage.query(), candidates, ranked, count, scores, cancel);
            }
        })) {
            lift(passage, in, count, ranked, scores);
        }
    }

    /** A score that is no number, or was not given, leaves its candidate where it was. */
    private void lift(Passage passage, int in, int count, int[] ranked, float[] scores) {
        int lifted = 0;
        for (int i = 0; i < count; i++) {
            if (Float.isFinite(scores[i])) {
                passage.candidates().lift(ranked[i], tier, scores[i]);
                lifted++;
            }
        }
        if (lifted < count) {
            passage.unscored(step, count - lifted, count);
        }
        if (lifted == 0) {
            passage.trace().fail(step, in, "it gave no score that is a number");
        } else {
            passage.trace().did(step, in, lifted);
        }
    }
}
