package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.ItemSet;
import org.jspecify.annotations.Nullable;

/** The memory one request works in, used by one after another. Owned by a {@link Passage}; not thread-safe. */
final class Workspace {
    private final Candidates candidates = new Candidates();
    private final int items;
    private @Nullable ItemSet matching;

    /** Creates the workspace of a release of so many items. */
    Workspace(int items) {
        this.items = items;
    }

    Candidates candidates() {
        return candidates;
    }

    /** Returns the set for what the request's filter matches; holds anything. */
    ItemSet matching() {
        if (matching == null) {
            matching = new ItemSet(items);
        }
        return matching;
    }
}
