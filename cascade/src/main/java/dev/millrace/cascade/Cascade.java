package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Features;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.cascade.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The request path, in order: query, retrieve, features, re-rank, fine-rank, policy, answer. The same class runs on
 * the server and on a device.
 *
 * <p>Thread-safe. Owns the stages it was given and closes them once; no request may be running then.
 */
public final class Cascade implements AutoCloseable {
    private final String release;
    private final Catalog catalog;
    private final Stages stages;
    private final Widths widths;
    private final QueryReader queries;
    private final Answer answer;
    private final Queue<Candidates> pool = new ConcurrentLinkedQueue<>();

    /**
     * The stages of a cascade. Immutable; whoever makes a cascade of them hands them over.
     *
     * @param filter understands filter expressions
     * @param userVectors folds histories into vectors
     * @param retriever stage 1
     * @param features builds the re-ranker's input
     * @param reranker stage 2
     * @param fineRanker stage 3
     * @param policy the rules
     */
    public record Stages(
            ItemFilter filter,
            UserVectors userVectors,
            Retriever retriever,
            Features features,
            Ranker reranker,
            Ranker fineRanker,
            Policy policy) {
        /** Returns the same stages under another policy. */
        public Stages withPolicy(Policy other) {
            return new Stages(filter, userVectors, retriever, features, reranker, fineRanker, other);
        }
    }

    /**
     * How many candidates each stage hands on. Immutable.
     *
     * @param retrieve candidates retrieved
     * @param rerank of these, best by the re-ranker, given to the fine ranker
     * @param fine of these, best by the fine ranker, preferred by the policy
     */
    public record Widths(int retrieve, int rerank, int fine) {
        /** The reference design: 1000, 200, 50. */
        public static final Widths DEFAULT = new Widths(1000, 200, 50);

        /** Checks that every stage narrows. */
        public Widths {
            if (fine <= 0 || rerank < fine || retrieve < rerank) {
                throw new IllegalArgumentException("widths: " + retrieve + ", " + rerank + ", " + fine
                        + " (expected: positive and not increasing)");
            }
        }
    }

    /** Creates the cascade of one release. */
    public Cascade(String release, Catalog catalog, Stages stages, Widths widths, UserHistories histories) {
        this.release = release;
        this.catalog = catalog;
        this.stages = stages;
        this.widths = widths;
        this.queries = new QueryReader(catalog, stages.userVectors(), stages.filter(), histories, stages.policy());
        this.answer = new Answer(release, catalog, stages.features());
    }

    /**
     * Answers a request for the best items, or, where it names items, for their best order.
     *
     * @throws IllegalArgumentException when the request is not understood; the message names the part
     */
    public Response recommend(Request request, Deadline deadline) {
        Candidates candidates = pool.poll();
        if (candidates == null) {
            candidates = new Candidates();
        }
        try {
            candidates.clear();
            return recommend(request, deadline, candidates);
        } finally {
            pool.add(candidates);
        }
    }

    private Response recommend(Request request, Deadline deadline, Candidates candidates) {
        Trace trace = new Trace(deadline);
        Query query = queries.read(request);
        List<String> unknown = retrieve(request, query, candidates, trace);
        int[] ranked = rank(query, candidates, trace);
        int[] rows = stages.policy()
                .select(query, candidates, ranked, candidates.size(), request.numResults(), request.diversity());
        trace.stage("policy", Math.min(candidates.size(), widths.fine()), rows.length);
        if (rows.length < request.numResults()) {
            trace.note(rows.length + " of " + request.numResults() + " results: no more items are eligible");
        }
        return answer.of(request, query, candidates, rows, trace, unknown);
    }

    private List<String> retrieve(Request request, Query query, Candidates candidates, Trace trace) {
        List<String> unknown = new ArrayList<>();
        List<String> named = request.itemIds();
        if (named == null) {
            int width = Math.max(widths.retrieve(), request.numResults());
            trace.retrieved(
                    stages.retriever().retrieve(query, width, candidates),
                    catalog.items().size(),
                    candidates);
        } else {
            named.stream().distinct().forEach(id -> {
                int item = catalog.items().ordinal(id);
                if (item < 0) {
                    unknown.add(id);
                } else if (query.eligible().contains(item)) {
                    candidates.add(item, Source.CALLER.bit(), 0);
                }
            });
            trace.stage("retrieve", named.size(), candidates.size());
        }
        stages.features().build(query, candidates);
        trace.stage("features", candidates.size(), candidates.size());
        return unknown;
    }

    /** Lifts the best of one tier into the next, so that what a later stage did not score stands below. */
    private int[] rank(Query query, Candidates candidates, Trace trace) {
        int[] ranked = candidates.rank();
        ranked = lift("rerank", stages.reranker(), Tier.RERANK, query, candidates, candidates.size(), ranked, trace);
        int shortlist = Math.min(widths.rerank(), candidates.size());
        return lift("fine", stages.fineRanker(), Tier.FINE, query, candidates, shortlist, ranked, trace);
    }

    private static int[] lift(
            String stage,
            Ranker ranker,
            Tier tier,
            Query query,
            Candidates candidates,
            int count,
            int[] ranked,
            Trace trace) {
        if (count == 0 || !ranker.applies(query)) {
            trace.stage(stage, count, 0);
            return ranked;
        }
        if (trace.expired()) {
            trace.degrade(stage + " skipped: the deadline has passed");
            trace.stage(stage, count, 0);
            return ranked;
        }
        float[] scores = candidates.scratch(count);
        ranker.score(query, candidates, ranked, count, scores);
        for (int i = 0; i < count; i++) {
            candidates.lift(ranked[i], tier, scores[i]);
        }
        trace.stage(stage, count, count);
        return candidates.rank();
    }

    /** Returns the version of the release. */
    public String release() {
        return release;
    }

    /** Returns what the release knows of its items. */
    public Catalog catalog() {
        return catalog;
    }

    @Override
    public void close() {
        try (stages.filter;
                stages.retriever;
                stages.reranker;
                stages.fineRanker) {
            pool.clear();
        }
    }
}
