package dev.millrace.retrieval.filter;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.filter.Clause;
import dev.millrace.cascade.filter.ClauseSets;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;

/**
 * The sets of leaf clauses: ranges from sorted columns, all others from the index, those used lately kept. Thread-safe.
 * Owns the index. Two threads that miss the same clause at once both ask the index; the answers are equal.
 */
final class LeafSets implements ClauseSets.Leaves, AutoCloseable {
    private static final long BYTES = 64L << 20;
    private static final int MOST = 1024;

    private final FilterIndex index;
    private final Arena arena;
    private final Map<String, SortedColumn> sorted = new HashMap<>();
    private final LatestSets latest;

    private LeafSets(FilterIndex index, ItemTable items, Arena arena) {
        this.index = index;
        this.arena = arena;
        for (int i = 0; i < items.columns().size(); i++) {
            String name = items.schema().fields().get(i).name();
            if (items.columns().get(i) instanceof Column.Numbers numbers) {
                sorted.put(name, SortedColumn.of(numbers, arena));
            } else if (items.columns().get(i) instanceof Column.Instants instants) {
                sorted.put(name, SortedColumn.of(instants, arena));
            }
        }
        this.latest = new LatestSets(arena, index.items(), Math.clamp(BYTES / (index.items() / 8 + 64L), 4, MOST));
    }

    /** Returns the sets of an index, which is closed where they cannot be made. */
    @SuppressWarnings("MustBeClosedChecker") // the sets close it
    static LeafSets over(FilterIndex index, ItemTable items) {
        Arena arena = Arena.ofShared();
        try {
            return new LeafSets(index, items, arena);
        } catch (RuntimeException | Error e) {
            arena.close();
            index.close();
            throw e;
        }
    }

    int items() {
        return index.items();
    }

    @Override
    public void match(Clause.Leaf leaf, ItemSet into) {
        switch (leaf) {
            case Clause.Numbers numbers -> sorted(numbers.field()).range(numbers.from(), numbers.to(), into);
            case Clause.Instants instants -> sorted(instants.field()).range(instants.from(), instants.to(), into);
            case Clause.Keyword keyword -> indexed(keyword, into);
            case Clause.Words words -> indexed(words, into);
            case Clause.Present present -> indexed(present, into);
        }
    }

    private SortedColumn sorted(String field) {
        SortedColumn column = sorted.get(field);
        if (column == null) {
            throw new IllegalStateException("field " + field + ": no column of numbers or instants");
        }
        return column;
    }

    private void indexed(Clause.Leaf leaf, ItemSet into) {
        if (!latest.load(leaf, into)) {
            index.match(leaf, into);
            latest.store(leaf, into);
        }
    }

    @Override
    public void close() {
        index.close();
        arena.close();
    }
}
