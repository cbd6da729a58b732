package dev.millrace.cascade.filter;

import dev.millrace.cascade.candidate.ItemSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Joins the sets of leaf clauses, 64 items a step. As thread-safe as its leaves. Sets for what lies between are kept
 * and used again, as many as were ever needed at once.
 */
public final class ClauseSets {
    private final int items;
    private final Leaves leaves;
    private final Queue<ItemSet> spare = new ConcurrentLinkedQueue<>();

    /** Answers leaf clauses. */
    public interface Leaves {
        /** Makes {@code into} the set of the items that match. */
        void match(Clause.Leaf leaf, ItemSet into);
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

    /** Makes {@code into} the set of the items that match. */
    public void match(Clause clause, ItemSet into) {
        if (clause instanceof Clause.And and) {
            join(and.clauses(), true, into);
        } else if (clause instanceof Clause.Or or) {
            join(or.clauses(), false, into);
        } else if (clause instanceof Clause.Not not) {
            match(not.clause(), into);
            into.complement();
        } else {
            leaves.match((Clause.Leaf) clause, into);
        }
    }

    private void join(List<Clause> clauses, boolean all, ItemSet into) {
        match(clauses.get(0), into);
        ItemSet known = spare.poll();
        ItemSet part = known == null ? new ItemSet(items) : known;
        for (Clause clause : clauses.subList(1, clauses.size())) {
            if (all && clause instanceof Clause.Not negated) {
                match(negated.clause(), part);
                into.removeAll(part);
                continue;
            }
            match(clause, part);
            if (all) {
                into.retainAll(part);
            } else {
                into.addAll(part);
            }
        }
        spare.add(part);
    }
}
