package dev.millrace.cascade.source;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;

/** Finds the items of greatest inner product with a vector. Implementations are thread-safe. */
public interface VectorIndex extends AutoCloseable {
    /**
     * Offers eligible items to {@code into}, which keeps the best.
     *
     * @param vector [dimension], not all zero
     * @param eligible the items that may be offered
     * @param effort how many of the best must be found, and until when
     * @param into empty; its capacity is the number of items wanted; receives true inner products
     * @return what was done
     */
    Visit search(float[] vector, Eligible eligible, Effort effort, TopItems into);

    /** Searches with the usual effort. */
    default Visit search(float[] vector, Eligible eligible, TopItems into) {
        return search(vector, eligible, Effort.USUAL, into);
    }

    @Override
    void close();

    /** How a search was done. */
    enum Strategy {
        GRAPH("graph"),
        CLUSTERED("clustered"),
        EXACT("exact");

        private final String label;

        Strategy(String label) {
            this.label = label;
        }

        /** Returns the strategy of that name. */
        public static Strategy of(String label) {
            for (Strategy strategy : values()) {
                if (strategy.label.equals(label)) {
                    return strategy;
                }
            }
            throw new IllegalArgumentException("engine: " + label + " (expected: graph, clustered or exact)");
        }

        /** Returns the name used in answers. */
        public String label() {
            return label;
        }
    }

    /**
     * What a search did. Immutable.
     *
     * @param strategy how it was done
     * @param visited vectors or codes looked at
     * @param complete whether the search came to its own end; otherwise it was stopped
     */
    record Visit(Strategy strategy, int visited, boolean complete) {}
}
