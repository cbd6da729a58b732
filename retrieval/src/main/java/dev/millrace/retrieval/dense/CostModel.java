package dev.millrace.retrieval.dense;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.json.JsonObject;

/**
 * What a search would cost, in nanoseconds of one core. The constants were measured; see ADR 0040. They need to be
 * right within a factor of two: near the crossing both ways cost the same. Immutable.
 *
 * @param scanPerItem reading one item of a scan over all, beside its numbers
 * @param scanPerNumber one number of it
 * @param skipPerItem finding and reading one item of a scan over some, beside its numbers
 * @param skipPerNumber one number of it
 * @param keepPerItem one change to the best kept by a scan
 * @param walkPerVisit scoring and queueing one node of the graph, beside its numbers
 * @param walkPerNumber one number of it
 */
record CostModel(
        double scanPerItem,
        double scanPerNumber,
        double skipPerItem,
        double skipPerNumber,
        double keepPerItem,
        double walkPerVisit,
        double walkPerNumber) {
    static final CostModel MEASURED = new CostModel(4, 0.12, 60, 0.3, 80, 270, 0.8);

    /** A walk of width w visits about {@code 28 w^0.77} nodes, w over the share that is eligible under a filter. */
    private static final double VISITS = 28;

    private static final double VISITS_GROWTH = 0.77;

    /** Returns what a scan for the best {@code wanted} of the eligible items costs. */
    double exactNanos(Eligible eligible, int dimension, int wanted) {
        double perItem = eligible.count() == eligible.bound()
                ? scanPerItem + scanPerNumber * dimension
                : skipPerItem + skipPerNumber * dimension;
        double kept = Math.max(1, Math.min(wanted, eligible.count()));
        return eligible.count() * perItem + keepPerItem * kept * (1 + Math.log(eligible.count() / kept));
    }

    /** Returns what a walk that finds {@code wanted} eligible items costs: rejected nodes are visited too. */
    double walkNanos(Eligible eligible, int dimension, int wanted) {
        return visits(eligible, wanted) * (walkPerVisit + walkPerNumber * dimension);
    }

    private static double visits(Eligible eligible, int wanted) {
        double width = GraphIndex.width(wanted) / Math.max(eligible.selectivity(), 1e-9);
        return Math.min(eligible.bound(), VISITS * Math.pow(width, VISITS_GROWTH));
    }

    /** Returns these costs with what a scan of this machine was measured to cost, numbers and all. */
    CostModel withScan(double perItem, double perSkippedItem) {
        return new CostModel(perItem, 0, perSkippedItem, 0, keepPerItem, walkPerVisit, walkPerNumber);
    }

    /** Returns these costs with what such a walk was measured to cost on this machine, numbers and all. */
    CostModel withWalk(double nanos, Eligible eligible, int wanted) {
        return new CostModel(
                scanPerItem,
                scanPerNumber,
                skipPerItem,
                skipPerNumber,
                keepPerItem,
                nanos / visits(eligible, wanted),
                0);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("scanPerItem", scanPerItem)
                .put("scanPerNumber", scanPerNumber)
                .put("skipPerItem", skipPerItem)
                .put("skipPerNumber", skipPerNumber)
                .put("keepPerItem", keepPerItem)
                .put("walkPerVisit", walkPerVisit)
                .put("walkPerNumber", walkPerNumber);
    }

    static CostModel fromJson(JsonObject json) {
        return new CostModel(
                json.number("scanPerItem"),
                json.number("scanPerNumber"),
                json.number("skipPerItem"),
                json.number("skipPerNumber"),
                json.number("keepPerItem"),
                json.number("walkPerVisit"),
                json.number("walkPerNumber"));
    }
}
