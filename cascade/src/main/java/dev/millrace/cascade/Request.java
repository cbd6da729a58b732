package dev.millrace.cascade;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A ranking request as a caller states it: external ids, a filter expression. Immutable.
 *
 * @param userId whose stored events to use, or null
 * @param history events known to the caller, in any order; joined with the stored ones
 * @param numResults how many items are wanted, &gt; 0
 * @param filter a filter expression, or null for all items
 * @param exclude what to leave out
 * @param context what the caller says of the situation; no stage reads it yet
 * @param diversity how much the answer may be reordered for variety
 * @param explain what to say about each item
 * @param itemIds for a rank request the items to rank, or null for a recommend request
 * @param requestId the caller's own id, or null
 */
public record Request(
        @Nullable String userId,
        List<HistoryEvent> history,
        int numResults,
        @Nullable String filter,
        Exclude exclude,
        Map<String, String> context,
        Diversity diversity,
        Explain explain,
        @Nullable List<String> itemIds,
        @Nullable String requestId) {
    /** Copies the collections. */
    public Request {
        history = List.copyOf(history);
        context = Map.copyOf(context);
        itemIds = itemIds == null ? null : List.copyOf(itemIds);
        if (numResults <= 0) {
            throw new IllegalArgumentException("numResults: " + numResults + " (expected: > 0)");
        }
    }

    /** Returns a request for {@code numResults} items with the release's own defaults for everything else. */
    public static Request items(int numResults) {
        return new Request(
                null,
                List.of(),
                numResults,
                null,
                new Exclude(null, List.of()),
                Map.of(),
                Diversity.DEFAULT,
                Explain.NONE,
                null,
                null);
    }

    /** Returns a copy for a user. */
    public Request withUser(String newUserId) {
        return new Request(
                newUserId, history, numResults, filter, exclude, context, diversity, explain, itemIds, requestId);
    }

    /** Returns a copy with a history. */
    public Request withHistory(List<HistoryEvent> newHistory) {
        return new Request(
                userId, newHistory, numResults, filter, exclude, context, diversity, explain, itemIds, requestId);
    }

    /** Returns a copy with a filter expression. */
    public Request withFilter(String newFilter) {
        return new Request(
                userId, history, numResults, newFilter, exclude, context, diversity, explain, itemIds, requestId);
    }

    /** Returns a copy with exclusions. */
    public Request withExclude(Exclude newExclude) {
        return new Request(
                userId, history, numResults, filter, newExclude, context, diversity, explain, itemIds, requestId);
    }

    /** Returns a copy with another diversity. */
    public Request withDiversity(Diversity newDiversity) {
        return new Request(
                userId, history, numResults, filter, exclude, context, newDiversity, explain, itemIds, requestId);
    }

    /** Returns a copy with another explanation. */
    public Request withExplain(Explain newExplain) {
        return new Request(
                userId, history, numResults, filter, exclude, context, diversity, newExplain, itemIds, requestId);
    }

    /** Returns a copy that ranks the caller's own items. */
    public Request withItems(List<String> newItemIds) {
        return new Request(
                userId, history, numResults, filter, exclude, context, diversity, explain, newItemIds, requestId);
    }

    /**
     * What to leave out. Immutable.
     *
     * @param seen whether items of the user's history are left out, or null for the policy's default
     * @param itemIds items to leave out; unknown ids are ignored
     */
    public record Exclude(@Nullable Boolean seen, List<String> itemIds) {
        /** Copies the list. */
        public Exclude {
            itemIds = List.copyOf(itemIds);
        }
    }

    /**
     * How much the answer may be reordered for variety. Immutable.
     *
     * @param method the method
     * @param strength 0 keeps the ranking, 1 looks at variety alone; NaN takes the policy's default
     */
    public record Diversity(Method method, float strength) {
        /** The policy's own method and strength. */
        public static final Diversity DEFAULT = new Diversity(Method.POLICY, Float.NaN);

        /** No reordering. */
        public static final Diversity NONE = new Diversity(Method.NONE, 0);

        /** How variety is made. */
        public enum Method {
            POLICY,
            NONE,
            /** Maximal marginal relevance over item vectors. */
            MMR
        }
    }

    /** What to say about each item of the answer. */
    public enum Explain {
        NONE,
        /** Why it is there, in words. */
        REASONS,
        /** The reasons, and the values of all features. */
        FEATURES
    }
}
