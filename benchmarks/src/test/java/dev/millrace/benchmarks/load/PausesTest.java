package dev.millrace.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PausesTest {
    @Test
    void aMomentInPausesOfTwoLogsCountsOnce() {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long origin = random.nextBoolean() ? Long.MAX_VALUE - 500 : random.nextLong(-1000, 1000);
            BitSet paused = new BitSet();
            List<Pauses> logs = List.of(pauses(random, origin, paused), pauses(random, origin, paused));
            for (int i = 0; i < 100; i++) {
                int from = random.nextInt(0, 2000);
                int to = from + random.nextInt(0, 300);
                assertThat(Pauses.covered(origin + from, origin + to, logs))
                        .as("seed %d, %d to %d", seed, from, to)
                        .isEqualTo(paused.get(from, to).cardinality());
            }
        }
    }

    private static Pauses pauses(SplittableRandom random, long origin, BitSet paused) {
        Pauses pauses = new Pauses();
        int now = 0;
        for (int i = 0; i < 40; i++) {
            int start = now + random.nextInt(0, 60);
            now = start + random.nextInt(1, 40);
            pauses.add(origin + now, now - start);
            paused.set(start, now);
        }
        return pauses;
    }
}
