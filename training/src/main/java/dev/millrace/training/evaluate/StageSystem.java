package dev.millrace.training.evaluate;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.feature.Query;
import java.util.Map;

/**
 * The stages of a release up to one of them, or the fine ranker over the whole catalogue, as a system to evaluate.
 * Thread-safe.
 */
final class StageSystem implements RecommenderSystem {
    /** How far down the request path to go. */
    enum Upto {
        RETRIEVE,
        RERANK,
        FINE,
        /** Every eligible item is re-ranked and fine-ranked; nothing is cut. */
        EXHAUSTIVE
    }

    private final OpenRelease release;
    private final Upto upto;
    private final RankCost cost;

    StageSystem(OpenRelease release, Upto upto, RankCost cost) {
        this.release = release;
        this.upto = upto;
        this.cost = cost;
    }

    @Override
    public int rank(TestUser user, int[] ranked, Compute compute) {
        Candidates candidates = new Candidates();
        Query query = query(user);
        gather(query, candidates, compute);
        int[] order = candidates.rank();
        if (upto != Upto.RETRIEVE) {
            release.stages().features().build(query, candidates);
            int all = candidates.size();
            order = lift(query, candidates, order, all, release.stages().reranker(), Tier.RERANK);
            compute.scored(all, cost.rerank());
            if (upto != Upto.RERANK) {
                int width = upto == Upto.EXHAUSTIVE ? all : Math.min(all, Cascade.Widths.DEFAULT.rerank());
                order = lift(query, candidates, order, width, release.stages().fineRanker(), Tier.FINE);
                compute.scored(1, cost.encode());
                compute.scored(width, cost.fine());
            }
        }
        int size = Math.min(candidates.size(), ranked.length);
        for (int rank = 0; rank < size; rank++) {
            ranked[rank] = candidates.ordinal(order[rank]);
        }
        return size;
    }

    private Query query(TestUser user) {
        int[] excluded = user.excludesSeen() ? user.history().items() : new int[0];
        Eligible eligible = new Eligible(release.catalog().items().size(), null, excluded);
        return Query.of(release.catalog(), release.stages().userVectors(), user.history(), eligible, Map.of());
    }

    private void gather(Query query, Candidates candidates, Compute compute) {
        if (upto == Upto.EXHAUSTIVE) {
            for (int item = query.eligible().next(0);
                    item >= 0;
                    item = query.eligible().next(item + 1)) {
                candidates.add(item, Source.FILL.bit(), 0);
            }
        } else {
            release.stages().retriever().retrieve(query, Cascade.Widths.DEFAULT.retrieve(), candidates);
            compute.scored(release.catalog().items().size(), cost.retrieve());
        }
    }

    private static int[] lift(Query query, Candidates candidates, int[] ranked, int count, Ranker ranker, Tier tier) {
        if (count == 0 || !ranker.applies(query)) {
            return ranked;
        }
        float[] scores = candidates.scratch(count);
        ranker.score(query, candidates, ranked, count, scores);
        for (int i = 0; i < count; i++) {
            candidates.lift(ranked[i], tier, scores[i]);
        }
        return candidates.rank();
    }
}
