package dev.millrace.benchmarks;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex.Strategy;
import dev.millrace.retrieval.dense.DenseIndex;

/** A way to search that {@link RetrievalBenchmark} compares. One thread at a time, but for our own. */
interface RetrievalEngine extends AutoCloseable {
    /** Finds the best items; {@code into} is empty and holds them, best first, afterwards. */
    void search(float[] query, Eligible eligible, TopItems into);

    /**
     * Takes the step of that number of its ladder of efforts, 0 the least. An engine that knows itself how much to look
     * at has one step.
     *
     * @return false where the ladder has no such step
     */
    default boolean effort(int step) {
        return step == 0;
    }

    /** Returns what it was set up with, its effort too; empty where there is nothing to choose. */
    default String settings() {
        return "";
    }

    @Override
    default void close() {}

    /** Returns whatever the planner of an index takes. */
    static RetrievalEngine planned(DenseIndex index) {
        return index::search;
    }

    /** Returns one engine of an index. */
    static RetrievalEngine of(DenseIndex index, Strategy strategy, double recall) {
        Effort effort = new Effort(recall, () -> false);
        return (query, eligible, into) -> index.search(query, eligible, strategy, effort, into);
    }
}
