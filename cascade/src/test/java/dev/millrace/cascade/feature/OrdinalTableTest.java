package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class OrdinalTableTest {
    /** From small to large, and small again in what has grown. */
    private static final int[] CAPACITIES = {0, 1, 15, 16, 17, 64, 1000, 5000, 10, 0, 300};

    @Test
    void itFindsWhatWasPutSinceItWasEmptiedAndNothingElse() {
        Random random = new Random(11);
        OrdinalTable table = new OrdinalTable();
        for (int capacity : CAPACITIES) {
            table.reset(capacity);
            Map<Integer, Integer> expected = new HashMap<>();
            for (int i = 0; i < capacity; i++) {
                int key = random.nextInt(i % 2 == 0 ? 2 * capacity : Integer.MAX_VALUE);
                Integer known = expected.putIfAbsent(key, expected.size());
                assertThat(table.put(key)).isEqualTo(known == null ? expected.size() - 1 : known);
            }
            assertThat(table.size()).isEqualTo(expected.size());
            expected.forEach((key, slot) -> assertThat(table.slot(key)).isEqualTo(slot));
            for (int i = 0; i < 20_000; i++) {
                int key = i % 2 == 0 ? i : random.nextInt(Integer.MAX_VALUE);
                assertThat(table.slot(key)).isEqualTo(expected.getOrDefault(key, -1));
            }
        }
    }
}
