package dev.millrace.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PausesTest {
    private record Pause(long end, long length) {}

    @Test
    void theLongestPauseOfASpanIsFoundAsALookAtAllOfThemFindsIt() {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Pauses pauses = new Pauses();
            List<Pause> all = new ArrayList<>();
            long now = random.nextLong(-1000, 1000);
            for (int i = 0; i < 600; i++) {
                long length = random.nextLong(1, 50);
                now += length + random.nextLong(0, 30);
                pauses.add(now, length);
                all.add(new Pause(now, length));
            }
            for (int i = 0; i < 200; i++) {
                long from = random.nextLong(-2000, now + 100);
                long to = from + random.nextLong(0, 200);
                long expected = all.stream()
                        .filter(pause -> pause.end() >= from && pause.end() - pause.length() < to)
                        .mapToLong(Pause::length)
                        .max()
                        .orElse(0);
                assertThat(pauses.longest(from, to))
                        .as("seed %d, %d to %d", seed, from, to)
                        .isEqualTo(expected);
            }
        }
    }
}
