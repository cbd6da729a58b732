package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;

/**
 * Stage 2 or 3: scores candidates with a learned model. Implementations are thread-safe and are closed once by their
 * owner.
 */
public interface Ranker extends AutoCloseable {
    /** Stands where there is no model: it has nothing to say of any query. */
    Ranker NONE = new Ranker() {
        @Override
        public boolean applies(Query query) {
            return false;
        }

        @Override
        public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
            throw new IllegalStateException("there is no model");
        }

        @Override
        public void close() {}
    };

    /**
     * Writes a score for each of the first {@code count} rows named by {@code rows}; higher is better.
     *
     * <p>A score depends on the query and its candidate alone, not on the other candidates. One that is no finite
     * number is a fault of the model: the cascade leaves its candidate where it is and counts it.
     *
     * @param query what is asked
     * @param candidates with their feature matrix built; not changed
     * @param rows row numbers into {@code candidates}
     * @param count how many of {@code rows} to score, &gt; 0
     * @param scores receives score {@code i} for row {@code rows[i]}, at least {@code count} long
     */
    void score(Query query, Candidates candidates, int[] rows, int count, float[] scores);

    /**
     * Does the same, and ends early when told to: by an exception, whatever it has written. The cascade calls this one;
     * a ranker whose runs can take long overrides it.
     *
     * @param cancellation says when to end
     */
    default void score(
            Query query, Candidates candidates, int[] rows, int count, float[] scores, Cancellation cancellation) {
        score(query, candidates, rows, count, scores);
    }

    /** Returns whether the model has something to say for this query: a sequence model needs a history. */
    default boolean applies(Query query) {
        return true;
    }

    @Override
    void close();
}
