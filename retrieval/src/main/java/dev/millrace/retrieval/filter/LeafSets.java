package dev.millrace.retrieval.filter;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.filter.Clause;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sets of the clauses used lately. Thread-safe. Owns the index. Two threads that miss the same clause at once both
 * ask the index; the answers are equal.
 */
final class LeafSets implements AutoCloseable {
    private static final long BYTES = 64L << 20;
    private static final int MOST = 1024;

    private final FilterIndex index;
    private final int capacity;
    private final Map<Clause.Leaf, ItemSet> sets = new LinkedHashMap<>(16, 0.75f, true);

    LeafSets(FilterIndex index) {
        this.index = index;
        this.capacity = Math.clamp(BYTES / (index.items() / 8 + 64L), 4, MOST);
    }

    int items() {
        return index.items();
    }

    /** Returns the items that match; not to be changed. */
    ItemSet of(Clause.Leaf leaf) {
        synchronized (sets) {
            ItemSet known = sets.get(leaf);
            if (known != null) {
                return known;
            }
        }
        ItemSet found = index.matching(leaf);
        synchronized (sets) {
            sets.put(leaf, found);
            if (sets.size() > capacity) {
                sets.remove(sets.keySet().iterator().next());
            }
        }
        return found;
    }

    @Override
    public void close() {
        index.close();
    }
}
