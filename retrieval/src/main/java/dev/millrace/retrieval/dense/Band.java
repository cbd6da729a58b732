package dev.millrace.retrieval.dense;

/**
 * A kind of search whose recall a release records. Immutable.
 *
 * @param wanted items wanted
 * @param selectivity share of the items that is eligible
 * @param filter how the eligible items lie
 */
record Band(int wanted, double selectivity, Filter filter) {
    private static final double[] FILTERED_WANTED = {100, 500, 1_000};
    private static final double[] UNFILTERED_WANTED = {16, 100, 500, 1_000, 4_096, 16_384};
    private static final double[] FILTERED = {0.5, 0.1, 0.05, 0.01, 0.001};
    private static final double[] UNFILTERED = {1};

    /** How the eligible items lie among all. */
    enum Filter {
        /** All are eligible. */
        NONE("none"),
        /** Each is eligible or not by itself. */
        RANDOM("random"),
        /** They are the nearest to the query. */
        NEAR("near"),
        /** They are the nearest to some item, mostly far from the query. */
        ELSEWHERE("elsewhere"),
        /** They are the items of lists drawn at random, as categories are. */
        PATCHES("patches");

        private final String label;

        Filter(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        /** Returns the numbers wanted that are tried, rising. Not to be changed. */
        double[] wanted() {
            return this == NONE ? UNFILTERED_WANTED : FILTERED_WANTED;
        }

        /** Returns the shares that are tried, falling. Not to be changed. */
        double[] selectivities() {
            return this == NONE ? UNFILTERED : FILTERED;
        }

        static Filter of(String label) {
            for (Filter filter : values()) {
                if (filter.label.equals(label)) {
                    return filter;
                }
            }
            throw new IllegalArgumentException(
                    "filter: " + label + " (expected: none, random, near, elsewhere or patches)");
        }
    }

    /**
     * Returns whether this is one of the bands a search lies among: no other that is tried lies between.
     *
     * @param sought items wanted
     * @param share of the items that is eligible; 1 where nothing is filtered
     */
    boolean borders(int sought, double share) {
        return (filter == Filter.NONE) == (share == 1)
                && next(filter.wanted(), wanted, sought)
                && next(filter.selectivities(), selectivity, share);
    }

    private static boolean next(double[] tried, double one, double value) {
        for (double other : tried) {
            if (other != one && (other - one) * (other - value) <= 0) {
                return false;
            }
        }
        return true;
    }
}
