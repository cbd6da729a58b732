package dev.millrace.cascade.filter;

import dev.millrace.cascade.candidate.ItemSet;
import java.util.List;

/** Joins the sets of leaf clauses, 64 items a step. Immutable; as thread-safe as its leaves. */
public final class ClauseSets {
    private final int items;
    private final Leaves leaves;

    /** Answers leaf clauses. */
    public interface Leaves {
        /** Returns the items that match; not to be changed. */
        ItemSet of(Clause.Leaf leaf);
    }

    /**
     * Creates the sets of a catalogue.
     *
     * @param items size of the catalogue
     */
    public ClauseSets(int items, Leaves leaves) {
        this.items = items;
        this.leaves = leaves;
    }

    /** Returns the items that match; not to be changed. */
    public ItemSet of(Clause clause) {
        if (clause instanceof Clause.And and) {
            return all(and.clauses());
        }
        if (clause instanceof Clause.Or or) {
            ItemSet some = of(or.clauses().get(0)).copy();
            for (Clause part : or.clauses().subList(1, or.clauses().size())) {
                some.addAll(of(part));
            }
            return some;
        }
        if (clause instanceof Clause.Not not) {
            ItemSet others = ItemSet.all(items);
            others.removeAll(of(not.clause()));
            return others;
        }
        return leaves.of((Clause.Leaf) clause);
    }

    private ItemSet all(List<Clause> clauses) {
        ItemSet all = of(clauses.get(0)).copy();
        for (Clause part : clauses.subList(1, clauses.size())) {
            if (part instanceof Clause.Not negated) {
                all.removeAll(of(negated.clause()));
            } else {
                all.retainAll(of(part));
            }
        }
        return all;
    }
}
