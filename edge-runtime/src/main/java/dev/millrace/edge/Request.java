package dev.millrace.edge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an app asks of the recommender: how many items, of which kind. Immutable.
 *
 * @param numResults how many items are wanted, &gt; 0
 * @param filter a filter expression, as {@code docs/filters.md} has it, or null for all items
 * @param excludeSeen whether items of the user's history are left out, or null for the bundle's own rule
 * @param excludeItemIds items to leave out; unknown ids are ignored
 * @param context what the app says of the situation
 * @param diversity 0 keeps the ranking, 1 looks at variety alone; NaN for the bundle's own
 * @param reasons whether to say why each item is there
 */
public record Request(
        int numResults,
        @Nullable String filter,
        @Nullable Boolean excludeSeen,
        List<String> excludeItemIds,
        Map<String, String> context,
        float diversity,
        boolean reasons) {
    /** Copies the collections and checks the numbers. */
    public Request {
        excludeItemIds = Collections.unmodifiableList(new ArrayList<>(excludeItemIds));
        context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
        if (numResults <= 0) {
            throw new IllegalArgumentException("numResults: " + numResults + " (expected: > 0)");
        }
        if (diversity < 0 || diversity > 1) {
            throw new IllegalArgumentException("diversity: " + diversity + " (expected: 0 to 1, or NaN)");
        }
    }

    /** Begins a request for that many items. */
    public static Builder items(int numResults) {
        return new Builder(numResults);
    }

    /** Says what else is asked. One thread at a time. */
    public static final class Builder {
        private final int numResults;
        private @Nullable String filter;
        private @Nullable Boolean excludeSeen;
        private List<String> excludeItemIds = Collections.emptyList();
        private final Map<String, String> context = new LinkedHashMap<>();
        private float diversity = Float.NaN;
        private boolean reasons;

        private Builder(int numResults) {
            this.numResults = numResults;
        }

        /** Only items that match. */
        public Builder filter(String expression) {
            filter = expression;
            return this;
        }

        /** Leaves the items of the user's history out, or lets them in. */
        public Builder excludeSeen(boolean exclude) {
            excludeSeen = exclude;
            return this;
        }

        /** Leaves some items out. */
        public Builder exclude(List<String> itemIds) {
            excludeItemIds = itemIds;
            return this;
        }

        /** Says something of the situation. */
        public Builder context(String name, String value) {
            context.put(name, value);
            return this;
        }

        /** Reorders for variety, 0 to 1. */
        public Builder diversity(float strength) {
            diversity = strength;
            return this;
        }

        /** Asks why each item is there. */
        public Builder reasons() {
            reasons = true;
            return this;
        }

        /** Returns the request. */
        public Request build() {
            return new Request(numResults, filter, excludeSeen, excludeItemIds, context, diversity, reasons);
        }
    }
}
