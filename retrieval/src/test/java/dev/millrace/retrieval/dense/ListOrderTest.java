package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListOrderTest {
    @Test
    void everyListComesOnceAndNoneLongBeforeABetterOne() {
        Random random = new Random(5);
        ListOrder order = new ListOrder();
        for (int count : new int[] {1, 2, 3, 700, 2_000, 64}) {
            float[] worth = new float[count];
            for (int i = 0; i < count; i++) {
                worth[i] = (float) random.nextGaussian();
            }
            order.sort(worth, count);
            assertThat(IntStream.range(0, count).map(order::at).sorted().toArray())
                    .isEqualTo(IntStream.range(0, count).toArray());
            float bucket = (order.best() - order.worst()) / 1_000;
            for (int rank = 1; rank < count; rank++) {
                assertThat(worth[order.at(rank)]).isLessThanOrEqualTo(worth[order.at(rank - 1)] + bucket);
            }
            assertThat(worth[order.at(0)]).isGreaterThanOrEqualTo(order.best() - bucket);
        }
    }

    @Test
    void listsOfEqualWorthComeInOrderOfNumber() {
        ListOrder order = new ListOrder();
        order.sort(new float[100], 100);
        assertThat(IntStream.range(0, 100).map(order::at).toArray())
                .isEqualTo(IntStream.range(0, 100).toArray());
    }
}
