package dev.millrace.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class BootstrapTest {
    private static double[] normal(int users, double mean, double deviation, long seed) {
        Random random = new Random(seed);
        return random.doubles(users)
                .map(uniform -> mean + deviation * random.nextGaussian())
                .toArray();
    }

    @Test
    void theIntervalOfAMeanIsThatOfNormalTheory() {
        int users = 2000;
        double[] column = normal(users, 0.3, 0.2, 1);
        Interval interval = Bootstrap.of(new double[][] {column}, 2000, 7).mean(0);
        double mean = java.util.Arrays.stream(column).average().orElseThrow();
        double halfWidth = 1.96 * 0.2 / Math.sqrt(users);
        assertThat(interval.value()).isCloseTo(mean, within(1e-12));
        assertThat(interval.low()).isCloseTo(mean - halfWidth, within(0.1 * halfWidth));
        assertThat(interval.high()).isCloseTo(mean + halfWidth, within(0.1 * halfWidth));
    }

    @Test
    void aPairedDifferenceIsFarNarrowerThanTheMeansOfUsersWhoDiffer() {
        double[] hard = normal(500, 0.5, 0.3, 2);
        double[] better = hard.clone();
        double[] noise = normal(500, 0.02, 0.02, 3);
        for (int i = 0; i < better.length; i++) {
            better[i] += noise[i];
        }
        Bootstrap bootstrap = Bootstrap.of(new double[][] {better, hard}, 1000, 7);
        Interval difference = bootstrap.difference(0, 1);
        assertThat(difference.excludesZero()).isTrue();
        assertThat(difference.high() - difference.low()).isLessThan(0.01);
        assertThat(bootstrap.mean(0).high() - bootstrap.mean(0).low()).isGreaterThan(0.04);
        assertThat(bootstrap.difference(1, 0).value()).isEqualTo(-difference.value());
        assertThat(bootstrap.difference(0, 0)).isEqualTo(new Interval(0, 0, 0));
    }

    @Test
    void aShareOfEqualSystemsIsOneAndOfHalfAsGoodOnesAHalf() {
        double[] whole = normal(300, 0.5, 0.1, 4);
        double[] half = java.util.Arrays.stream(whole).map(value -> value / 2).toArray();
        double[] none = new double[300];
        Bootstrap bootstrap = Bootstrap.of(new double[][] {whole, half, none}, 500, 7);
        assertThat(bootstrap.share(0, 0)).isEqualTo(new Interval(1, 1, 1));
        Interval share = bootstrap.share(1, 0);
        assertThat(share.low()).isCloseTo(0.5, within(1e-9));
        assertThat(share.high()).isCloseTo(0.5, within(1e-9));
        assertThat(bootstrap.share(2, 2)).isEqualTo(new Interval(1, 1, 1));
    }

    @Test
    void equalSeedsGiveEqualIntervals() {
        double[][] columns = {normal(101, 0, 1, 5)};
        assertThat(Bootstrap.of(columns, 300, 9).mean(0))
                .isEqualTo(Bootstrap.of(columns, 300, 9).mean(0));
        assertThat(Bootstrap.of(columns, 300, 9).mean(0))
                .isNotEqualTo(Bootstrap.of(columns, 300, 10).mean(0));
    }

    @Test
    void columnsOfDifferentUsersAreRefused() {
        assertThatThrownBy(() -> Bootstrap.of(new double[][] {{1, 2}, {1}}, 10, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Bootstrap.of(new double[][] {{}}, 10, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
