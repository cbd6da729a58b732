package dev.millrace.cascade.filter;

import java.util.List;

/** A parsed filter expression. Immutable. */
public sealed interface Clause {
    /** Items that all clauses match. */
    record And(List<Clause> clauses) implements Clause {
        /** Copies the list. */
        public And {
            clauses = List.copyOf(clauses);
        }
    }

    /** Items that some clause matches. */
    record Or(List<Clause> clauses) implements Clause {
        /** Copies the list. */
        public Or {
            clauses = List.copyOf(clauses);
        }
    }

    /** Items that the clause does not match. */
    record Not(Clause clause) implements Clause {}

    /** What the index answers at once; equal leaves match the same items. */
    sealed interface Leaf extends Clause {}

    /** Items whose keyword field has exactly this value. */
    record Keyword(String field, String value) implements Leaf {}

    /** Items whose text has these words in this order, next to each other. */
    record Words(String field, List<String> words) implements Leaf {
        /** Copies the list. */
        public Words {
            words = List.copyOf(words);
        }
    }

    /** Items whose number lies in {@code [from, to]}. */
    record Numbers(String field, double from, double to) implements Leaf {}

    /** Items whose point in time lies in {@code [from, to]}, milliseconds since 1970-01-01T00:00Z. */
    record Instants(String field, long from, long to) implements Leaf {}

    /** Items that have a value. */
    record Present(String field) implements Leaf {}
}
