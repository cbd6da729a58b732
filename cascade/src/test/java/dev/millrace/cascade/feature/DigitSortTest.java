package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DigitSortTest {
    @Test
    void indexesStandInTheOrderOfTheirUnsignedKeysAndEqualOnesInTheirOwn() {
        for (int size : new int[] {0, 1, 2, 255, 256, 257, 10_000}) {
            for (long seed = 0; seed < 5; seed++) {
                Random random = new Random(seed);
                int few = seed % 2 == 0 ? 7 : Integer.MAX_VALUE;
                check(random.ints(size)
                        .map(key -> random.nextBoolean() ? random.nextInt(few) : ~random.nextInt(few))
                        .toArray());
            }
        }
    }

    @Test
    void digitsThatAllKeysShareAreOfNoAccount() {
        for (int shift = 0; shift < Integer.SIZE; shift += 8) {
            int at = shift;
            check(new Random(shift)
                    .ints(1_000, 0, 256)
                    .map(digit -> (digit << at) | (0x5a5a5a5a & ~(255 << at)))
                    .toArray());
        }
        check(new int[] {9, 9, 9});
    }

    private static void check(int[] keys) {
        int[] expected = IntStream.range(0, keys.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> Integer.toUnsignedLong(keys[i])))
                .mapToInt(Integer::intValue)
                .toArray();
        assertThat(DigitSort.order(keys)).as("of %s keys", keys.length).containsExactly(expected);
    }
}
