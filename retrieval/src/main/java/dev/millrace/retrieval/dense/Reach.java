package dev.millrace.retrieval.dense;

/**
 * How far a clustered scan goes: no further than either limit. Immutable.
 *
 * @param margin how many deviations an item must stand out from its list to be missed, &ge; 0; infinite for an exact scan
 *     in codes
 * @param lists how many lists are read at most where nothing is filtered, &gt; 0; a filter knows no such number
 */
record Reach(float margin, int lists) {
    /** Reads whatever the margin asks for. */
    static Reach of(double margin) {
        return new Reach((float) margin, Integer.MAX_VALUE);
    }
}
