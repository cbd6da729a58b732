package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DigitSortTest {
    @Test
    void valuesStandInTheOrderOfTheirUnsignedKeysAndEqualOnesAsTheyStood() {
        for (int size : new int[] {0, 1, 2, 255, 256, 257, 10_000}) {
            for (long seed = 0; seed < 5; seed++) {
                Random random = new Random(seed);
                int few = seed % 2 == 0 ? 7 : Integer.MAX_VALUE;
                int[] keys = IntStream.range(0, size)
                        .map(i -> random.nextBoolean() ? random.nextInt(few) : ~random.nextInt(few))
                        .toArray();
                int[] expected = IntStream.range(0, size)
                        .boxed()
                        .sorted(Comparator.comparingLong(i -> Integer.toUnsignedLong(keys[i])))
                        .mapToInt(Integer::intValue)
                        .toArray();
                int[] sorted =
                        DigitSort.sorted(keys.clone(), IntStream.range(0, size).toArray());
                assertThat(sorted).as("seed %s, size %s", seed, size).containsExactly(expected);
            }
        }
    }
}
