package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Features;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.UserVectors;
import dev.millrace.cascade.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Small stages that say what they did. */
final class Fakes {
    private Fakes() {}

    /** Time that stands still unless told otherwise. */
    static final class Ticker implements LongSupplier {
        long nanos = 1000;

        @Override
        public long getAsLong() {
            return nanos;
        }
    }

    /** Understands {@code id:x} and nothing else. */
    static final class Filter implements ItemFilter {
        private final Catalog catalog;
        int closed;

        Filter(Catalog catalog) {
            this.catalog = catalog;
        }

        @Override
        public void match(String expression, ItemSet into) {
            if (!expression.startsWith("id:")) {
                throw new InvalidFilterException("filter: '" + expression + "' (expected: id:x)");
            }
            into.clear();
            for (String id : expression.substring(3).split(",", -1)) {
                into.add(catalog.items().ordinal(id));
            }
        }

        @Override
        public void close() {
            closed++;
        }
    }

    /** Proposes eligible items in ascending order. */
    static final class EligibleRetriever implements Retriever {
        int closed;
        int asked;

        @Override
        public Retrieval retrieve(Query query, int width, Candidates into) {
            asked++;
            for (int i = query.eligible().next(0);
                    i >= 0 && into.size() < width;
                    i = query.eligible().next(i + 1)) {
                into.add(i, Source.USER.bit(), 100 - i);
            }
            return new Retrieval(
                    "exact", query.eligible().selectivity(), query.eligible().count(), true);
        }

        @Override
        public void close() {
            closed++;
        }
    }

    /** Gives every item the score of a table, and takes some time. */
    static final class TableRanker implements Ranker {
        private final float[] scores;
        private final Ticker ticker;
        private final long tookNanos;
        final List<Integer> scored = new ArrayList<>();
        boolean applies = true;
        int closed;

        TableRanker(Ticker ticker, long tookNanos, float... scores) {
            this.scores = scores;
            this.ticker = ticker;
            this.tookNanos = tookNanos;
        }

        @Override
        public void score(Query query, Candidates candidates, int[] rows, int count, float[] out) {
            for (int i = 0; i < count; i++) {
                int item = candidates.ordinal(rows[i]);
                if (candidates.features()[rows[i] * candidates.featureWidth()] != item) {
                    throw new AssertionError("row " + rows[i] + " has the features of another item");
                }
                scored.add(item);
                out[i] = scores[item];
            }
            ticker.nanos += tookNanos;
        }

        @Override
        public boolean applies(Query query) {
            return applies;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    /** The item itself, and whether it is item 0, which is missing otherwise. */
    static final class OrdinalFeatures implements Features {
        @Override
        public List<String> names() {
            return List.of("ordinal", "first");
        }

        @Override
        public void build(Query query, Candidates candidates) {
            float[] matrix = candidates.allocateFeatures(2);
            for (int row = 0; row < candidates.size(); row++) {
                matrix[row * 2] = candidates.ordinal(row);
                matrix[row * 2 + 1] = candidates.ordinal(row) == 0 ? 1 : Float.NaN;
            }
        }
    }

    /** A vector of the number of events. */
    static final UserVectors COUNTING =
            (history, now) -> history.isEmpty() ? new float[0] : new float[] {history.size(), 0};

    /** The empty policy with items no answer may show. */
    static Policy hiding(ItemSet hidden) {
        return new Policy() {
            @Override
            public boolean excludesSeen() {
                return false;
            }

            @Override
            public ItemSet hidden() {
                return hidden;
            }

            @Override
            public int[] select(
                    Query query,
                    Candidates candidates,
                    int[] ranked,
                    int count,
                    int numResults,
                    Request.Diversity diversity) {
                return Policy.NONE.select(query, candidates, ranked, count, numResults, diversity);
            }
        };
    }
}
