package dev.millrace.retrieval.dense;

/**
 * A kind of search whose recall a release records. Immutable.
 *
 * @param wanted items wanted
 * @param selectivity share of the items that is eligible
 * @param filter how the eligible items lie
 */
record Band(int wanted, double selectivity, Filter filter) {
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
}
