package dev.millrace.retrieval.filter;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.filter.Clause;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sets of leaf clauses: ranges from sorted columns, all others from the index, those used lately kept. Thread-safe.
 * Owns the index. Two threads that miss the same clause at once both ask the index; the answers are equal.
 */
final class LeafSets implements AutoCloseable {
    private static final long BYTES = 64L << 20;
    private static final int MOST = 1024;

    private final FilterIndex index;
    private final Map<String, SortedColumn> sorted = new HashMap<>();
    private final int capacity;
    private final Map<Clause.Leaf, ItemSet> sets = new LinkedHashMap<>(16, 0.75f, true);

    LeafSets(FilterIndex index, ItemTable items) {
        this.index = index;
        for (int i = 0; i < items.columns().size(); i++) {
            String name = items.schema().fields().get(i).name();
            if (items.columns().get(i) instanceof Column.Numbers numbers) {
                sorted.put(name, SortedColumn.of(numbers));
            } else if (items.columns().get(i) instanceof Column.Instants instants) {
                sorted.put(name, SortedColumn.of(instants));
            }
        }
        this.capacity = Math.clamp(BYTES / (index.items() / 8 + 64L), 4, MOST);
    }

    int items() {
        return index.items();
    }

    /** Returns the items that match; not to be changed. */
    ItemSet of(Clause.Leaf leaf) {
        return switch (leaf) {
            case Clause.Numbers numbers -> sorted(numbers.field()).range(numbers.from(), numbers.to());
            case Clause.Instants instants -> sorted(instants.field()).range(instants.from(), instants.to());
            case Clause.Keyword keyword -> kept(keyword);
            case Clause.Words words -> kept(words);
            case Clause.Present present -> kept(present);
        };
    }

    private SortedColumn sorted(String field) {
        SortedColumn column = sorted.get(field);
        if (column == null) {
            throw new IllegalStateException("field " + field + ": no column of numbers or instants");
        }
        return column;
    }

    private ItemSet kept(Clause.Leaf leaf) {
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
