package dev.millrace.retrieval.dense;

import dev.millrace.cascade.json.JsonObject;

/**
 * What the parts of a clustered scan cost, in nanoseconds of one core, as measured when the release was written.
 * Immutable.
 *
 * @param fixed ranking the lists and filling the tables
 * @param perItem scoring one item of a block
 * @param perRow scoring one item by its vector, among others far apart
 * @param perKept scoring one item exactly and ranking it
 */
record ListCosts(double fixed, double perItem, double perRow, double perKept) {
    /** Measured over a million items of 64 numbers; see ADR 0042 and 0044. */
    static final ListCosts MEASURED = new ListCosts(20_000, 1.25, 80, 125);

    ListCosts {
        if (!(fixed >= 0) || !(perItem > 0) || !(perRow >= 0) || !(perKept >= 0)) {
            throw new IllegalArgumentException("costs: " + fixed + ", " + perItem + ", " + perRow + ", " + perKept
                    + " (expected: >= 0, the second > 0)");
        }
    }

    /**
     * Returns what a scan costs.
     *
     * @param visited items it scores when nothing is filtered at the same depth
     * @param eligible how many items may be found
     * @param selectivity their share
     * @param wanted how many are kept
     */
    double nanos(double visited, int eligible, double selectivity, int wanted) {
        if (selectivity > ClusteredScan.SPARSE_SHARE) {
            return fixed + visited * perItem + wanted * perKept;
        }
        double marked = eligible * ClusteredScan.MARK_COST * perItem;
        return fixed + marked + visited * selectivity * perRow + wanted * perKept;
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("fixed", fixed)
                .put("perItem", perItem)
                .put("perRow", perRow)
                .put("perKept", perKept);
    }

    static ListCosts fromJson(JsonObject json) {
        return new ListCosts(
                json.number("fixed"), json.number("perItem"), json.number("perRow"), json.number("perKept"));
    }
}
