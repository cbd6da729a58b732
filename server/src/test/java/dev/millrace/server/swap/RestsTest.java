package dev.millrace.server.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RestsTest {
    private static final long MILLI = 1_000_000;

    private final List<Long> rests = new ArrayList<>();
    private long now = 17;
    private boolean hurried;

    private void rest(long nanos) {
        rests.add(nanos);
        now += nanos;
    }

    @Test
    void twiceAsLongAsWasWorkedAndNotAfterEveryLittleStep() {
        Rests pace = new Rests(() -> now, this::rest, () -> hurried);
        for (int step = 0; step < 3; step++) {
            now += MILLI / 2;
            pace.step();
        }
        assertThat(rests).isEmpty();
        now += MILLI / 2;
        pace.step();
        assertThat(rests).containsExactly(4 * MILLI);
        now += 50 * MILLI;
        pace.step();
        assertThat(rests).containsExactly(4 * MILLI, 100 * MILLI);
        pace.step();
        assertThat(rests).hasSize(2);
    }

    @Test
    void notWhileSomebodyWaitsForTheEnd() {
        Rests pace = new Rests(() -> now, this::rest, () -> hurried);
        hurried = true;
        now += 50 * MILLI;
        pace.step();
        assertThat(rests).isEmpty();
        hurried = false;
        pace.step();
        assertThat(rests).containsExactly(100 * MILLI);
    }

    @Test
    void aSecondAtMostAfterAStepThatWasHeldUp() {
        Rests pace = new Rests(() -> now, this::rest, () -> hurried);
        now += 60_000 * MILLI;
        pace.step();
        assertThat(rests).containsExactly(1_000 * MILLI);
    }
}
