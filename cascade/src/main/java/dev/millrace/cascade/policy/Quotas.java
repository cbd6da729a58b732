package dev.millrace.cascade.policy;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.ItemTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The quota rules. Immutable and thread-safe; a {@link Count} belongs to one answer. */
final class Quotas {
    private final List<Column.Keywords> columns = new ArrayList<>();
    private final List<Integer> most = new ArrayList<>();

    Quotas(Rules rules, ItemTable items) {
        for (Rule rule : rules.rules()) {
            if (rule instanceof Rule.Quota quota) {
                columns.add(items.column(quota.field())
                        .filter(Column.Keywords.class::isInstance)
                        .map(Column.Keywords.class::cast)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "field " + quota.field() + ": is no KEYWORD field of these items")));
                most.add(quota.max());
            }
        }
    }

    Count count() {
        return new Count();
    }

    /** How often each value is in one answer. */
    final class Count {
        private final List<Map<Integer, Integer>> counts = new ArrayList<>();

        Count() {
            for (int rule = 0; rule < columns.size(); rule++) {
                counts.add(new HashMap<>());
            }
        }

        /** Returns whether one more item with the values of {@code item} keeps every quota. */
        boolean allows(int item) {
            for (int rule = 0; rule < columns.size(); rule++) {
                Column.Keywords column = columns.get(rule);
                for (int at = column.begin(item); at < column.end(item); at++) {
                    if (counts.get(rule).getOrDefault(column.code(at), 0) >= most.get(rule)) {
                        return false;
                    }
                }
            }
            return true;
        }

        void add(int item) {
            for (int rule = 0; rule < columns.size(); rule++) {
                Column.Keywords column = columns.get(rule);
                for (int at = column.begin(item); at < column.end(item); at++) {
                    counts.get(rule).merge(column.code(at), 1, Integer::sum);
                }
            }
        }
    }
}
