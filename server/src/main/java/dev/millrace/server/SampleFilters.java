package dev.millrace.server;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Column;
import java.util.ArrayList;
import java.util.List;

/** Filter expressions that touch what those of callers will: a term, a range, or what has a value. */
final class SampleFilters {
    private SampleFilters() {}

    /**
     * Returns one for each field, that the most popular item passes where it has a value; none for an empty catalogue.
     *
     * @param maxLength characters a caller's filter may have; longer ones are left out
     */
    static List<String> of(Catalog catalog, int maxLength) {
        int[] popular = catalog.statistics().byPopularity();
        List<String> filters = new ArrayList<>();
        for (int i = 0; i < catalog.items().columns().size() && popular.length > 0; i++) {
            String field = catalog.items().schema().fields().get(i).name();
            String filter = filter(field, catalog.items().columns().get(i), popular[0]);
            if (filter.length() <= maxLength) {
                filters.add(filter);
            }
        }
        return filters;
    }

    private static String filter(String field, Column column, int item) {
        if (column instanceof Column.Keywords keywords && keywords.has(item)) {
            String value = keywords.values(item).getFirst();
            return field + ":\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }
        if (column instanceof Column.Numbers numbers && numbers.has(item)) {
            return field + ":[* TO " + numbers.value(item) + "]";
        }
        return field + ":[* TO *]";
    }
}
