package dev.millrace.benchmarks.lightgbm;

import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;

/** Trees in the place of stage 2. One thread at a time; closed by its owner. */
final class TreeReranker implements Ranker {
    private final NativeTrees trees;

    TreeReranker(NativeTrees trees) {
        this.trees = trees;
    }

    @Override
    public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
        trees.score(candidates, rows, count, scores);
    }

    @Override
    public void close() {
        trees.close();
    }
}
