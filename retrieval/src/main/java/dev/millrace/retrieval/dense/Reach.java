package dev.millrace.retrieval.dense;

/**
 * How far a clustered scan goes: as far as the margin asks for, or to a number of items in the order of a margin.
 * Immutable.
 *
 * @param margin how many deviations an item must stand out from its list to be missed, &ge; 0; infinite for a scan of
 *     all codes. Lists come in the order of what they are worth with it
 * @param items after how many items a scan ends where nothing is filtered, at the end of a list, whatever the margin
 *     asks for, &gt; 0; {@link Integer#MAX_VALUE} where the margin ends it, as it does under every filter
 * @param slack so many deviations of its rough score, which are those of an average item, an item may lie behind the
 *     worst of the best and is scored exactly, &ge; 0
 */
record Reach(float margin, int items, float slack) {
    /** Reads all codes, and trusts them little. */
    static final Reach EVERYTHING = new Reach(Float.POSITIVE_INFINITY, Integer.MAX_VALUE, 4);

    /** Returns whether a number of items ends the scan. */
    boolean counted() {
        return items < Integer.MAX_VALUE;
    }

    /** Reads whatever the margin asks for. */
    static Reach of(double margin, double slack) {
        return new Reach((float) margin, Integer.MAX_VALUE, (float) slack);
    }
}
