package dev.millrace.training.neighbours;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.SimilarItems;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Gives items that nobody had together with anything a list of popular items that share their categories and brand. Its
 * weights are below those learned from events: such a list is a guess. The work is bounded: of each attribute value
 * only the most popular items are looked at. Immutable and thread-safe.
 */
public final class SharedAttributes {
    private static final int ITEMS_PER_VALUE = 64;
    private static final List<Field.Role> ROLES = List.of(Field.Role.CATEGORY, Field.Role.BRAND);

    private final int neighbours;

    /** Creates lists of at most {@code neighbours} items. */
    public SharedAttributes(int neighbours) {
        this.neighbours = neighbours;
    }

    /** Returns {@code learned} with lists for the items that have none and share an attribute value. */
    public SimilarItems fill(SimilarItems learned, ItemTable items, ItemStatistics statistics) {
        int[][] lists = new int[items.size()][];
        float[][] weights = new float[items.size()][];
        int[] known = learned.neighbours();
        float[] knownWeights = learned.weights();
        for (int item = 0; item < items.size(); item++) {
            lists[item] = Arrays.copyOfRange(known, learned.begin(item), learned.end(item));
            weights[item] = Arrays.copyOfRange(knownWeights, learned.begin(item), learned.end(item));
        }
        float scale = weakest(weights);
        Row row = new Row(items.size(), neighbours);
        Values[] values = ROLES.stream()
                .map(items::keywords)
                .flatMap(Optional::stream)
                .map(column -> new Values(column, statistics))
                .toArray(Values[]::new);
        for (int item = 0; item < items.size(); item++) {
            if (lists[item].length == 0) {
                double total = 0;
                for (Values value : values) {
                    total += value.add(item, row);
                }
                double all = total;
                row.drain(item, (other, sum) -> scale * sum / all, lists, weights);
            }
        }
        return NeighbourLearner.join(lists, weights);
    }

    /** Returns the median of the smallest weight of each list, 1 where there is no list. */
    private static float weakest(float[][] weights) {
        double[] smallest = Arrays.stream(weights)
                .filter(list -> list.length > 0)
                .mapToDouble(list -> list[list.length - 1])
                .sorted()
                .toArray();
        return smallest.length == 0 ? 1 : (float) smallest[smallest.length / 2];
    }

    /** The values of one attribute: who has them, and how much sharing one says. */
    private static final class Values {
        private final Column.Keywords column;
        private final int[][] popular;
        private final float[] information;

        Values(Column.Keywords column, ItemStatistics statistics) {
            this.column = column;
            int distinct = column.dictionary().size();
            popular = new int[distinct][];
            int[] sizes = new int[distinct];
            int[] kept = new int[distinct];
            for (int item = 0; item < column.size(); item++) {
                for (int at = column.begin(item); at < column.end(item); at++) {
                    sizes[column.code(at)]++;
                }
            }
            information = new float[distinct];
            for (int code = 0; code < distinct; code++) {
                popular[code] = new int[Math.min(ITEMS_PER_VALUE, sizes[code])];
                information[code] = (float) Math.log(1.05 + (double) column.size() / (1 + sizes[code]));
            }
            for (int item : statistics.byPopularity()) {
                for (int at = column.begin(item); at < column.end(item); at++) {
                    int code = column.code(at);
                    if (kept[code] < popular[code].length) {
                        popular[code][kept[code]++] = item;
                    }
                }
            }
        }

        /** Adds all that share a value with {@code item}; returns how much its values say in all. */
        double add(int item, Row row) {
            double total = 0;
            for (int at = column.begin(item); at < column.end(item); at++) {
                int code = column.code(at);
                for (int other : popular[code]) {
                    row.add(other, information[code]);
                }
                total += information[code];
            }
            return total;
        }
    }
}
