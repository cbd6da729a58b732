package dev.millrace.retrieval.dense;

/**
 * How far a clustered scan goes: no further than either limit. Immutable.
 *
 * @param margin how many deviations an item must stand out from its list to be missed, &ge; 0; infinite for a scan of all
 *     codes
 * @param items how many items are scored at most where nothing is filtered, up to the end of a list, &gt; 0; a filter knows no
 *     such number
 * @param slack so many deviations of its rough score, which are those of an average item, an item may lie behind the worst of
 *     the best and is scored exactly, &ge; 0
 */
record Reach(float margin, int items, float slack) {
    /** Reads all codes, and trusts them little. */
    static final Reach EVERYTHING = new Reach(Float.POSITIVE_INFINITY, Integer.MAX_VALUE, 4);

    /** Reads whatever the margin asks for. */
    static Reach of(double margin, double slack) {
        return new Reach((float) margin, Integer.MAX_VALUE, (float) slack);
    }
}
