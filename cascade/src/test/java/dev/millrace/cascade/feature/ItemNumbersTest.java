package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ItemNumbersTest {
    private final ItemStatistics statistics = Shop.catalog().statistics();
    private final Column.Numbers prices = Column.numbers(new double[] {1, Double.NaN, 0, 9.5});
    private final ItemNumbers numbers =
            new ItemNumbers(statistics, prices, new FloatVectors(new float[] {3, 4, 0, 0, 1, 0, 0, 2}, 2));

    @Test
    void theyAreTheSameEachTime() {
        for (int time = 0; time < 3; time++) {
            for (int item = 0; item < statistics.size(); item++) {
                assertThat(numbers.popularity(item)).isEqualTo((float) Math.log1p(statistics.count(item)));
                assertThat(numbers.recent(item)).isEqualTo((float) Math.log1p(statistics.recentCount(item)));
            }
            assertThat(numbers.price(3)).isEqualTo((float) Math.log(9.5));
            assertThat(numbers.inverseNorm(0)).isEqualTo(0.2f);
            assertThat(numbers.inverseNorm(3)).isEqualTo(0.5f);
        }
    }

    @Test
    void zeroHasNoSign() {
        for (int time = 0; time < 3; time++) {
            assertThat(Float.toString(numbers.popularity(2))).isEqualTo("0.0");
            assertThat(Float.toString(numbers.recent(3))).isEqualTo("0.0");
            assertThat(Float.toString(numbers.price(0))).isEqualTo("0.0");
        }
    }

    @Test
    void whatIsMissingStaysMissing() {
        for (int time = 0; time < 3; time++) {
            assertThat(numbers.price(1)).isNaN();
            assertThat(numbers.price(2)).isNaN();
            assertThat(numbers.inverseNorm(1)).isNaN();
        }
    }
}
