package dev.millrace.edge.filter;

import dev.millrace.cascade.ItemFilter;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.filter.Clause;
import dev.millrace.cascade.filter.ClauseSets;
import dev.millrace.cascade.filter.FilterLimits;
import dev.millrace.cascade.filter.FilterParser;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Filter expressions answered from the columns of an item table, with the meaning they have on the server.
 *
 * <p>A clause costs a walk over its column the first time; its set is kept while it is among the latest, in
 * {@value #BYTES} bytes at most, and expressions of kept clauses cost some words of bits an item. Thread-safe. Two
 * threads that miss the same clause at once both walk; the answers are equal. Holds nothing that needs closing.
 */
public final class ColumnFilter implements ItemFilter, ClauseSets.Leaves {
    private static final int BYTES = 1 << 20;
    private static final int LEAST = 4;
    private static final int MOST = 256;

    private final ItemTable items;
    private final FilterLimits limits;
    private final FilterParser.Analysis analysis = new WordSplitter();
    private final ColumnLeaves columns;
    private final ClauseSets sets;
    private final int capacity;
    private final Map<Clause.Leaf, ItemSet> latest = new LinkedHashMap<>(16, 0.75f, true);

    /** Creates the filter of a table. */
    public ColumnFilter(ItemTable items, FilterLimits limits) {
        this.items = items;
        this.limits = limits;
        this.columns = new ColumnLeaves(items);
        this.sets = new ClauseSets(items.size(), this);
        this.capacity = Math.max(LEAST, Math.min(MOST, BYTES / (items.size() / 8 + 64)));
    }

    /**
     * {@inheritDoc}
     *
     * <p>The syntax is in {@code docs/filters.md}.
     */
    @Override
    public void match(String expression, ItemSet into) {
        sets.match(FilterParser.parse(expression, items.schema(), limits, analysis), into);
    }

    @Override
    public void match(Clause.Leaf leaf, ItemSet into) {
        into.copyFrom(of(leaf));
    }

    private ItemSet of(Clause.Leaf leaf) {
        synchronized (latest) {
            ItemSet known = latest.get(leaf);
            if (known != null) {
                return known;
            }
        }
        ItemSet found = columns.matching(leaf);
        synchronized (latest) {
            latest.put(leaf, found);
            if (latest.size() > capacity) {
                latest.remove(latest.keySet().iterator().next());
            }
        }
        return found;
    }

    /** Returns how many clauses are kept at most. */
    int capacity() {
        return capacity;
    }

    @Override
    public void close() {}
}
