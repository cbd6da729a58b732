package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;

/**
 * What a search would cost, in nanoseconds of one core. The constants were measured; see ADR 0040. They need to be
 * right within a factor of two: near the crossing both ways cost the same. Immutable.
 *
 * @param exactPerItem reading and offering one item in order, beside its numbers
 * @param exactPerNumber one number of a vector in a scan
 * @param walkPerVisit scoring one node of the graph, beside its numbers
 * @param walkPerNumber one number of a vector at a random place
 * @param visitsPerWanted nodes visited for each item wanted when all are eligible
 */
record CostModel(
        double exactPerItem, double exactPerNumber, double walkPerVisit, double walkPerNumber, double visitsPerWanted) {
    static final CostModel MEASURED = new CostModel(4, 0.12, 60, 0.35, 12);

    /** Returns what a scan of the eligible items costs. */
    double exactNanos(Eligible eligible, int dimension) {
        return eligible.count() * (exactPerItem + exactPerNumber * dimension);
    }

    /** Returns what a walk that finds {@code wanted} eligible items costs: rejected nodes are visited too. */
    double walkNanos(Eligible eligible, int dimension, int wanted) {
        double width = Math.max(wanted, GraphIndex.MIN_WALK);
        double visits = Math.min(eligible.bound(), visitsPerWanted * width / Math.max(eligible.selectivity(), 1e-9));
        return visits * (walkPerVisit + walkPerNumber * dimension);
    }

    /** Returns whether a walk is the cheaper way. */
    boolean prefersWalk(Eligible eligible, int dimension, int wanted) {
        return walkNanos(eligible, dimension, wanted) < exactNanos(eligible, dimension);
    }
}
