package dev.millrace.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ScarcityTest {
    private static final long MILLI = 1_000_000;

    private final Scarcity scarcity = new Scarcity();

    @Test
    void nobodyRefusedIsNone() {
        assertThat(scarcity.at(0, MILLI)).isZero();
        assertThat(scarcity.at(Long.MIN_VALUE + 1, MILLI)).isZero();
    }

    @Test
    void oneRefusedWhileEightyCouldBeAnsweredIsATwentieth() {
        for (long now = 0; now < 80L * 200 * MILLI; now += 80 * MILLI) {
            scarcity.refused(now, MILLI);
        }
        assertThat(scarcity.at(80L * 200 * MILLI - 40 * MILLI, MILLI)).isCloseTo(0.05, within(0.005));
    }

    @Test
    void itIsForgottenInTheTimeOfAnswersButInSomeSecondsWhereTheseTakeLong() {
        for (int i = 0; i < 100; i++) {
            scarcity.refused(0, MILLI);
        }
        double before = scarcity.at(0, MILLI);
        assertThat(before).isGreaterThan(0.6);
        assertThat(scarcity.at(100 * MILLI, 0))
                .as("how long answers take is not known yet")
                .isEqualTo(before);
        assertThat(scarcity.at(400 * MILLI, MILLI)).isCloseTo(before / Math.E, within(1e-6));
        assertThat(scarcity.at(4_400 * MILLI, 50.0 * MILLI)).isLessThan(0.01);
    }

    @Test
    void whatIsForgottenStaysSoWhereAnswersTakeLongerAfterwards() {
        scarcity.refused(0, MILLI);
        double left = scarcity.at(400 * MILLI, MILLI);
        assertThat(left).isCloseTo(0.01 / Math.E, within(1e-9));
        assertThat(scarcity.at(401 * MILLI, 2.0 * MILLI)).isLessThan(left);
    }

    @Test
    void momentsInTheWrongOrderForgetNothingTwice() {
        Scarcity inOrder = new Scarcity();
        for (int i = 0; i < 50; i++) {
            long now = 10L * i * MILLI;
            inOrder.refused(now, MILLI);
            inOrder.refused(now, MILLI);
            scarcity.refused(now, MILLI);
            scarcity.refused(now - 9 * MILLI, MILLI);
        }
        assertThat(scarcity.at(490 * MILLI, MILLI)).isEqualTo(inOrder.at(490 * MILLI, MILLI));
    }
}
