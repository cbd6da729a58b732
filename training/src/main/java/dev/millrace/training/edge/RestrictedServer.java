package dev.millrace.training.edge;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.ItemFilter;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.policy.Policy;
import dev.millrace.training.evaluate.OpenRelease;

/**
 * The release's cascade held to the items of a bundle: whatever filter it is asked with means them. Thread-safe; never
 * closed, since its stages are the release's.
 */
final class RestrictedServer {
    private final ItemTable items;
    private final ItemSet slice;
    private final Cascade cascade;

    private RestrictedServer(ItemTable items, ItemSet slice, Cascade cascade) {
        this.items = items;
        this.slice = slice;
        this.cascade = cascade;
    }

    /** Holds a release to the chosen items, with its fine ranker or another. */
    static RestrictedServer of(OpenRelease open, int[] chosen, Ranker fineRanker) {
        ItemTable items = open.catalog().items();
        ItemSet slice = new ItemSet(items.size());
        for (int item : chosen) {
            slice.add(item);
        }
        Cascade.Stages stages = open.stages();
        Cascade cascade = new Cascade(
                open.release().version(),
                open.catalog(),
                new Cascade.Stages(
                        new Slice(slice),
                        stages.userVectors(),
                        stages.retriever(),
                        stages.features(),
                        stages.reranker(),
                        fineRanker,
                        Policy.NONE),
                Cascade.Widths.DEFAULT,
                open.histories());
        return new RestrictedServer(items, slice, cascade);
    }

    private record Slice(ItemSet items) implements ItemFilter {
        @Override
        public void match(String expression, ItemSet into) {
            into.copyFrom(items);
        }

        @Override
        public void close() {}
    }

    Cascade cascade() {
        return cascade;
    }

    /** Returns whether the bundle has an item. */
    boolean knows(String id) {
        return slice.contains(items.ordinal(id));
    }
}
