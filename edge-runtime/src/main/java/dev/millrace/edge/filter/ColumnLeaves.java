package dev.millrace.edge.filter;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.filter.Clause;
import dev.millrace.edge.catalog.CodedNumbers;
import dev.millrace.edge.catalog.CodedTexts;
import java.util.List;

/** Answers a leaf clause by walking its field's column. Immutable and thread-safe. */
final class ColumnLeaves {
    private final ItemTable items;

    ColumnLeaves(ItemTable items) {
        this.items = items;
    }

    /** Returns a new set of the items that match. */
    ItemSet matching(Clause.Leaf leaf) {
        ItemSet into = new ItemSet(items.size());
        if (leaf instanceof Clause.Keyword keyword) {
            keyword((Column.Keywords) column(keyword.field()), keyword.value(), into);
        } else if (leaf instanceof Clause.Words words) {
            words((Column.Texts) column(words.field()), words.words(), into);
        } else if (leaf instanceof Clause.Numbers numbers) {
            numbers((Column.Numbers) column(numbers.field()), numbers.from(), numbers.to(), into);
        } else if (leaf instanceof Clause.Instants instants) {
            instants((Column.Instants) column(instants.field()), instants.from(), instants.to(), into);
        } else {
            present(column(((Clause.Present) leaf).field()), into);
        }
        return into;
    }

    private Column column(String field) {
        for (int i = 0; i < items.columns().size(); i++) {
            if (items.schema().fields().get(i).name().equals(field)) {
                return items.columns().get(i);
            }
        }
        throw new IllegalArgumentException("field " + field + ": not declared");
    }

    private static void keyword(Column.Keywords column, String value, ItemSet into) {
        int code = column.dictionary().indexOf(value);
        if (code < 0) {
            return;
        }
        for (int item = 0; item < column.size(); item++) {
            int end = column.end(item);
            for (int at = column.begin(item); at < end; at++) {
                if (column.code(at) == code) {
                    into.add(item);
                }
            }
        }
    }

    private static void words(Column.Texts column, List<String> words, ItemSet into) {
        if (column instanceof CodedTexts coded) {
            new TokenPhrase(coded, words).match(into);
            return;
        }
        PhraseMatcher phrase = new PhraseMatcher(words);
        for (int item = 0; item < column.size(); item++) {
            if (phrase.in(column.value(item))) {
                into.add(item);
            }
        }
    }

    /** A missing number is NaN, which lies in no range. */
    private static void numbers(Column.Numbers column, double from, double to, ItemSet into) {
        if (column instanceof CodedNumbers coded) {
            coded.within(from, to, into);
            return;
        }
        for (int item = 0; item < column.size(); item++) {
            double value = column.value(item);
            if (value >= from && value <= to) {
                into.add(item);
            }
        }
    }

    private static void instants(Column.Instants column, long from, long to, ItemSet into) {
        for (int item = 0; item < column.size(); item++) {
            long value = column.value(item);
            if (value >= from && value <= to && column.has(item)) {
                into.add(item);
            }
        }
    }

    private static void present(Column column, ItemSet into) {
        for (int item = 0; item < column.size(); item++) {
            if (column.has(item)) {
                into.add(item);
            }
        }
    }
}
