package dev.millrace.cascade.policy;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.ItemTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which items a rule is about. Immutable. An item without a value of the field is never meant. */
public sealed interface Condition {
    /**
     * Returns the items meant.
     *
     * @throws IllegalArgumentException when the table has no such field of the right type
     */
    ItemSet matching(ItemTable items);

    /**
     * Items with one of these keywords. Immutable.
     *
     * @param field a KEYWORD field
     * @param values compared exactly, case and all
     */
    record AnyKeyword(String field, List<String> values) implements Condition {
        /** Copies the list. */
        public AnyKeyword {
            values = List.copyOf(values);
        }

        @Override
        public ItemSet matching(ItemTable items) {
            Column.Keywords column = column(items, field, Column.Keywords.class);
            boolean[] meant = new boolean[column.dictionary().size()];
            Set<String> wanted = new HashSet<>(values);
            for (int code = 0; code < meant.length; code++) {
                meant[code] = wanted.contains(column.dictionary().get(code));
            }
            ItemSet found = new ItemSet(items.size());
            for (int item = 0; item < items.size(); item++) {
                for (int at = column.begin(item); at < column.end(item); at++) {
                    if (meant[column.code(at)]) {
                        found.add(item);
                    }
                }
            }
            return found;
        }
    }

    /**
     * Items with one of these numbers. Immutable.
     *
     * @param field a NUMBER field
     */
    record AnyNumber(String field, List<Double> values) implements Condition {
        /** Copies the list. */
        public AnyNumber {
            values = List.copyOf(values);
        }

        @Override
        public ItemSet matching(ItemTable items) {
            Column.Numbers column = column(items, field, Column.Numbers.class);
            ItemSet found = new ItemSet(items.size());
            for (int item = 0; item < items.size(); item++) {
                for (double value : values) {
                    if (column.value(item) == value) {
                        found.add(item);
                    }
                }
            }
            return found;
        }
    }

    /**
     * Items with a number in {@code [from, to]}. Immutable.
     *
     * @param field a NUMBER field
     * @param from may be negative infinity
     * @param to may be positive infinity
     */
    record NumberRange(String field, double from, double to) implements Condition {
        @Override
        public ItemSet matching(ItemTable items) {
            Column.Numbers column = column(items, field, Column.Numbers.class);
            ItemSet found = new ItemSet(items.size());
            for (int item = 0; item < items.size(); item++) {
                if (column.has(item) && column.value(item) >= from && column.value(item) <= to) {
                    found.add(item);
                }
            }
            return found;
        }
    }

    /**
     * Items with a point in time in {@code [fromMillis, toMillis]}. Immutable.
     *
     * @param field an INSTANT field
     * @param fromMillis milliseconds since 1970-01-01T00:00Z; {@code Long.MIN_VALUE} for no bound
     * @param toMillis the same; {@code Long.MAX_VALUE} for no bound
     */
    record InstantRange(String field, long fromMillis, long toMillis) implements Condition {
        @Override
        public ItemSet matching(ItemTable items) {
            Column.Instants column = column(items, field, Column.Instants.class);
            ItemSet found = new ItemSet(items.size());
            for (int item = 0; item < items.size(); item++) {
                if (column.has(item) && column.value(item) >= fromMillis && column.value(item) <= toMillis) {
                    found.add(item);
                }
            }
            return found;
        }
    }

    /**
     * Items by id. Immutable.
     *
     * @param ids ids the release does not have mean nothing
     */
    record Ids(List<String> ids) implements Condition {
        /** Copies the list. */
        public Ids {
            ids = List.copyOf(ids);
        }

        @Override
        public ItemSet matching(ItemTable items) {
            ItemSet found = new ItemSet(items.size());
            for (String id : ids) {
                int item = items.ordinal(id);
                if (item >= 0) {
                    found.add(item);
                }
            }
            return found;
        }
    }

    private static <C extends Column> C column(ItemTable items, String field, Class<C> type) {
        return items.column(field)
                .filter(type::isInstance)
                .map(type::cast)
                .orElseThrow(() -> new IllegalArgumentException("field " + field + ": not declared as "
                        + type.getSimpleName() + " (declared: " + items.schema().fields() + ")"));
    }
}
