package dev.millrace.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class OccupancyTest {
    private static final long MILLI = 1_000_000;

    private final Occupancy occupancy = new Occupancy(2);

    @Test
    void nobodyAtWorkIsNone() {
        assertThat(occupancy.at(Long.MIN_VALUE)).isZero();
        assertThat(occupancy.at(Long.MAX_VALUE)).isZero();
    }

    @Test
    void itGoesTowardsWhatIsAtWork() {
        occupancy.workFor(2, 0);
        assertThat(occupancy.at(0)).isZero();
        assertThat(occupancy.at(200 * MILLI)).isCloseTo(1 - 1 / Math.E, within(1e-9));
        assertThat(occupancy.at(2000 * MILLI)).isGreaterThan(0.9999);
        occupancy.workFor(1, 2000 * MILLI);
        assertThat(occupancy.at(4000 * MILLI)).isCloseTo(0.5, within(1e-3));
    }

    @Test
    void itIsTheShareOfTheTimeHoweverOftenItIsAsked() {
        for (long now = 0; now < 4000 * MILLI; now += 4 * MILLI) {
            occupancy.workFor(2, now);
            occupancy.at(now + MILLI / 2);
            occupancy.workFor(0, now + MILLI);
        }
        assertThat(occupancy.at(4000 * MILLI)).isCloseTo(0.25, within(0.01));
    }

    @Test
    void moreAtWorkThanThereAreThreadsIsAll() {
        occupancy.workFor(5, 0);
        assertThat(occupancy.at(4000 * MILLI)).isCloseTo(1, within(1e-6));
    }

    @Test
    void aMomentBeforeTheLastChangesNothing() {
        occupancy.workFor(2, 0);
        occupancy.workFor(0, 100 * MILLI);
        double then = occupancy.at(100 * MILLI);
        assertThat(occupancy.at(99 * MILLI)).isEqualTo(then);
        occupancy.workFor(2, 60 * MILLI);
        assertThat(occupancy.at(100 * MILLI)).isEqualTo(then);
        assertThat(occupancy.at(2100 * MILLI)).isGreaterThan(0.999);
    }
}
