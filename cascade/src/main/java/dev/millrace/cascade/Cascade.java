package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Features;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.cascade.policy.Policy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The request path, in order: query, retrieve, features, re-rank, fine-rank, policy, answer. The same class runs on the
 * server and on a device.
 *
 * <p>Thread-safe. Owns the stages it was given and closes them once; no request may be running then.
 */
public final class Cascade implements AutoCloseable {
    /**
     * The least effort that the fine ranker runs at: what it costs at least is not worth less. Whoever gives less has
     * requests answered without it.
     */
    public static final double FINE_RANKING_EFFORT = 0.1;

    private final String release;
    private final Catalog catalog;
    private final Stages stages;
    private final Widths widths;
    private final FaultListener faults;
    private final Step.Path steps = Step.Path.create();
    private final QueryReader queries;
    private final Retrieving retrieving;
    private final Describing describing;
    private final Ranking reranking;
    private final Ranking fineRanking;
    private final Choosing choosing;
    private final Answer answer;
    private final Queue<Workspace> pool = new ConcurrentLinkedQueue<>();

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

    /** Creates the cascade of one release; its faults are told to nobody. */
    public Cascade(String release, Catalog catalog, Stages stages, Widths widths, UserHistories histories) {
        this(release, catalog, stages, widths, histories, FaultListener.NONE);
    }

    /** Creates the cascade of one release. */
    public Cascade(
            String release,
            Catalog catalog,
            Stages stages,
            Widths widths,
            UserHistories histories,
            FaultListener faults) {
        this.release = release;
        this.catalog = catalog;
        this.stages = stages;
        this.widths = widths;
        this.faults = faults;
        Planner planner = new Planner(steps, widths);
        this.queries = new QueryReader(catalog, stages.userVectors(), stages.filter(), histories, stages.policy());
        this.retrieving = new Retrieving(
                steps.retrieve(),
                stages.retriever(),
                planner,
                widths,
                new Retrieving.Known(catalog.items(), new PopularItems(catalog.statistics())));
        this.describing = new Describing(steps.features(), stages.features(), planner);
        this.reranking = new Ranking(steps.rerank(), stages.reranker(), Tier.RERANK, planner);
        this.fineRanking = new Ranking(steps.fine(), stages.fineRanker(), Tier.FINE, planner);
        this.choosing = new Choosing(steps.policy(), stages.policy(), widths);
        this.answer = new Answer(release, catalog, stages.features());
    }

    /**
     * Answers a request for the best items, or, where it names items, for their best order.
     *
     * @throws InvalidRequestException when the request is not understood; the message names the part
     */
    public Response recommend(Request request, Deadline deadline) {
        Response response = begin(request, deadline, 1).answer();
        if (response == null) {
            throw new IllegalStateException("taken over, though nobody else knows of it");
        }
        return response;
    }

    /**
     * Returns a request ready to be answered, for a caller that watches over it.
     *
     * @param effort the share of the widths that is worth while now, {@code > 0} and at most 1; less under load
     */
    public Passage begin(Request request, Deadline deadline, double effort) {
        Workspace known = pool.poll();
        Workspace workspace = known == null ? new Workspace(catalog.items().size()) : known;
        return new Passage(this, request, deadline, effort, workspace);
    }

    /** The request path, in order. A stage that is behind the request, since its thread was lost, is passed by. */
    Response path(Passage passage) {
        passage.read();
        retrieving.run(passage);
        describing.run(passage);
        reranking.run(passage, passage.candidates().size());
        fineRanking.run(passage, widths.rerank());
        int[] rows = choosing.run(passage);
        return answer(passage, rows);
    }

    private Response answer(Passage passage, int[] rows) {
        long begin = passage.deadline().elapsedNanos();
        Response response = answer.of(passage, rows);
        steps.response()
                .ran(
                        rows.length,
                        passage.deadline().elapsedNanos() - begin,
                        !passage.deadline().unlimited());
        return response;
    }

    Query read(Request request, Workspace workspace) {
        return queries.read(request, workspace);
    }

    Step.Path steps() {
        return steps;
    }

    FaultListener faults() {
        return faults;
    }

    void giveBack(Workspace workspace) {
        workspace.candidates().clear();
        pool.add(workspace);
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
