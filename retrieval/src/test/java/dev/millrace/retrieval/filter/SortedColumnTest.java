package dev.millrace.retrieval.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.History;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedColumnTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 63, 64, 65, 100, 127, 128, 129, 1000, 5000})
    void aRangeOfNumbersHoldsWhatLiesBetweenItsEnds(int items) {
        Random random = new Random(items);
        double[] values = random.doubles(items)
                .map(value -> value < 0.1 ? Double.NaN : value < 0.15 ? -0.0 : Math.rint((value - 0.5) * items / 3))
                .toArray();
        SortedColumn column = SortedColumn.of(Column.numbers(values), Arena.ofAuto());
        ItemSet range = new ItemSet(items);
        for (int i = 0; i < 300; i++) {
            double from = i % 7 == 0 ? Double.NEGATIVE_INFINITY : Math.rint((random.nextDouble() - 0.5) * items / 3);
            double to = i % 5 == 0 ? Double.POSITIVE_INFINITY : from + random.nextInt(Math.max(1, items / 3)) - 1;
            column.range(from, to, range);
            for (int item = 0; item < items; item++) {
                assertThat(range.contains(item))
                        .as("%s in [%s, %s]", values[item], from, to)
                        .isEqualTo(values[item] >= from && values[item] <= to);
            }
            assertThat(range.next(items)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 700, 3000})
    void aRangeOfInstantsHoldsWhatLiesBetweenItsEnds(int items) {
        Random random = new Random(items);
        long[] values = random.longs(items)
                .map(value -> value % 9 == 0 ? History.NO_TIME : value % (2L * items))
                .toArray();
        SortedColumn column = SortedColumn.of(Column.instants(values), Arena.ofAuto());
        ItemSet range = new ItemSet(items);
        for (int i = 0; i < 300; i++) {
            long from = i % 7 == 0 ? Long.MIN_VALUE : random.nextLong() % (2L * items);
            long to = i % 5 == 0 ? Long.MAX_VALUE : random.nextLong() % (2L * items);
            column.range(from, to, range);
            for (int item = 0; item < items; item++) {
                assertThat(range.contains(item))
                        .as("%s in [%s, %s]", values[item], from, to)
                        .isEqualTo(values[item] != History.NO_TIME && values[item] >= from && values[item] <= to);
            }
        }
    }
}
