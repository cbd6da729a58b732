package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class LogarithmTest {
    @Test
    void nothingIsTheLogarithmOfOne() {
        assertThat(Logarithm.of(1)).isZero();
    }

    @Test
    void itIsThatOfTheLibraryToALastPlaceOfAFloat() {
        Random random = new Random(5);
        for (int i = 0; i < 200_000; i++) {
            double above = Math.exp(random.nextDouble() * 60 - 20);
            double number = 1 + above;
            float expected = (float) Math.log(number);
            assertThat(Math.abs(Logarithm.of(number) - expected)).isLessThanOrEqualTo(Math.ulp(expected));
        }
    }

    @Test
    void atTheEdgesOfItsPartsAndOfPowersOfTwo() {
        for (int i = 0; i < 5 * 128; i++) {
            double edge = Math.scalb(1 + i % 128 / 128.0, i / 128 * 10);
            for (double number : new double[] {edge, Math.nextUp(edge), Math.max(1, Math.nextDown(edge))}) {
                float expected = (float) Math.log(number);
                assertThat(Math.abs(Logarithm.of(number) - expected)).isLessThanOrEqualTo(Math.ulp(expected));
            }
        }
        assertThat(Logarithm.of(Double.MAX_VALUE)).isEqualTo((float) Math.log(Double.MAX_VALUE));
    }
}
