package dev.millrace.cascade.policy;

import dev.millrace.cascade.Request;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Query;
import org.jspecify.annotations.Nullable;

/** The business rules of a release, ready to be applied to its items. Implementations are immutable and thread-safe. */
public interface Policy {
    /** Returns whether items of the user's history are left out of an answer where the request does not say. */
    boolean excludesSeen();

    /** Returns the items that no answer may show, or null when there are none; not to be changed. */
    @Nullable
    ItemSet hidden();

    /**
     * Chooses and orders the answer.
     *
     * @param query what is asked
     * @param candidates the ranked candidates; not changed
     * @param ranked row numbers in rank order, best first
     * @param count valid entries of {@code ranked}
     * @param numResults items wanted
     * @param diversity the request's wish
     * @return row numbers of the answer in order: {@code min(count, numResults)} of them, back-filled from the
     *     next-best where a rule would leave the list short
     */
    int[] select(
            Query query, Candidates candidates, int[] ranked, int count, int numResults, Request.Diversity diversity);

    /** Rules off: the ranked list as it is, seen items left out. */
    Policy NONE = new Policy() {
        @Override
        public boolean excludesSeen() {
            return true;
        }

        @Override
        public @Nullable ItemSet hidden() {
            return null;
        }

        @Override
        public int[] select(
                Query query,
                Candidates candidates,
                int[] ranked,
                int count,
                int numResults,
                Request.Diversity diversity) {
            return java.util.Arrays.copyOf(ranked, Math.min(count, numResults));
        }
    };
}
