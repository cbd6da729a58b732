package dev.millrace.benchmarks.lightgbm;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.feature.Query;
import dev.millrace.training.evaluate.Metric;
import dev.millrace.training.evaluate.OpenRelease;
import dev.millrace.training.evaluate.TestUser;
import dev.millrace.training.rerank.PairedGain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Ranks for the same test users with the re-ranker of a release and with another, over the same candidates and
 * features. One thread at a time.
 */
final class TreeComparison {
    private static final Metric NDCG = new Metric(Metric.Kind.NDCG, 10);
    private static final Metric RECALL = new Metric(Metric.Kind.RECALL, 20);

    private final OpenRelease release;
    private final Ranker peer;
    private final Candidates candidates = new Candidates();
    private final int[] ranked = new int[Metric.DEPTH];

    TreeComparison(OpenRelease release, Ranker peer) {
        this.release = release;
        this.peer = peer;
    }

    /**
     * What was measured, means over users. Immutable.
     *
     * @param retrieved NDCG@10 of the order of retrieval
     * @param own NDCG@10 of the release's re-ranker
     * @param trees NDCG@10 of the peer
     * @param gain of the release's over the peer
     * @param ownRecall Recall@20 of the release's
     * @param treesRecall Recall@20 of the peer
     */
    record Result(double retrieved, double own, double trees, PairedGain gain, double ownRecall, double treesRecall) {}

    Result run(List<TestUser> users) {
        List<Double> own = new ArrayList<>();
        List<Double> trees = new ArrayList<>();
        double retrieved = 0;
        double ownRecall = 0;
        double treesRecall = 0;
        for (TestUser user : users) {
            Query query = query(user);
            candidates.clear();
            release.stages().retriever().retrieve(query, Cascade.Widths.DEFAULT.retrieve(), candidates);
            retrieved += measure(NDCG, user, candidates.rank()) / users.size();
            release.stages().features().build(query, candidates);
            int[] order = ordered(query, release.stages().reranker());
            own.add(measure(NDCG, user, order));
            ownRecall += measure(RECALL, user, order) / users.size();
            order = ordered(query, peer);
            trees.add(measure(NDCG, user, order));
            treesRecall += measure(RECALL, user, order) / users.size();
        }
        return new Result(retrieved, mean(own), mean(trees), PairedGain.of(own, trees), ownRecall, treesRecall);
    }

    private Query query(TestUser user) {
        int[] excluded = user.excludesSeen() ? user.history().items() : new int[0];
        Eligible eligible = new Eligible(release.catalog().items().size(), null, excluded);
        return Query.of(release.catalog(), release.stages().userVectors(), user.history(), eligible, Map.of());
    }

    private int[] ordered(Query query, Ranker ranker) {
        int count = candidates.size();
        int[] rows = candidates.order().clone();
        float[] scores = new float[count];
        if (count > 0) {
            ranker.score(query, candidates, rows, count, scores);
        }
        for (int i = 0; i < count; i++) {
            candidates.lift(rows[i], Tier.RERANK, scores[i]);
        }
        return candidates.rank();
    }

    private double measure(Metric metric, TestUser user, int[] order) {
        int size = Math.min(ranked.length, candidates.size());
        for (int rank = 0; rank < size; rank++) {
            ranked[rank] = candidates.ordinal(order[rank]);
        }
        return metric.of(user, ranked, size);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
    }
}
