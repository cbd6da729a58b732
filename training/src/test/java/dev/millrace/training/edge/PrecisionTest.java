package dev.millrace.training.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionTest {
    @ParameterizedTest
    @ValueSource(ints = {8, 10, 64, 256})
    void eachPartCanBeCodedMoreFinelyUntilItIsAsFineAsItGets(int dimension) {
        List<Precision> rungs = Precision.ladder(dimension, true);
        Precision precision = rungs.get(rungs.size() - 1);
        for (Precision.Part part : Precision.Part.values()) {
            int steps = 0;
            for (Precision finer = precision.finer(part, dimension);
                    !finer.equals(precision);
                    finer = precision.finer(part, dimension)) {
                precision = finer;
                assertThat(++steps).as("%s of %s", part, precision).isLessThan(40);
            }
            assertThat(steps).as("%s", part).isPositive();
        }
        assertThat(precision).isEqualTo(new Precision(dimension, dimension, Precision.ALL, false, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 10, 64, 256})
    void theLadderNeverGetsFinerOnTheWayDown(int dimension) {
        List<Precision> rungs = Precision.ladder(dimension, true);
        for (int i = 1; i < rungs.size(); i++) {
            Precision above = rungs.get(i - 1);
            Precision below = rungs.get(i);
            assertThat(below.vectorBytes()).isLessThanOrEqualTo(above.vectorBytes());
            assertThat(below.inputBytes()).isLessThanOrEqualTo(above.inputBytes());
            assertThat(below.similar()).isLessThanOrEqualTo(above.similar());
            assertThat(below.fineBits()).isLessThanOrEqualTo(above.fineBits());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 64})
    void aBundleWithoutAFineRankerGetsNone(int dimension) {
        Precision without = Precision.ladder(dimension, false).get(0);
        assertThat(without.finer(Precision.Part.FINE, dimension)).isEqualTo(without);
    }
}
