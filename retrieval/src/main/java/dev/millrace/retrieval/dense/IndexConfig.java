package dev.millrace.retrieval.dense;

/**
 * How the index of a release is built. Immutable.
 *
 * @param graph whether to build the graph too, which takes about thirty times as long as the lists; a catalogue too
 *     small for lists has none
 * @param seed of the lists, and of the queries that try them
 * @param threads how many build; a graph built by several differs from run to run, lists never do
 */
public record IndexConfig(boolean graph, long seed, int threads) {
    /** Checks the numbers. */
    public IndexConfig {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: >= 1)");
        }
    }

    /** Returns the configuration without a graph. */
    public static IndexConfig of(int threads) {
        return new IndexConfig(false, 1, threads);
    }

    /** Returns the same with a graph. */
    public IndexConfig withGraph() {
        return new IndexConfig(true, seed, threads);
    }
}
