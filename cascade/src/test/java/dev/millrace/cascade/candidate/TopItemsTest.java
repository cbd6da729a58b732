package dev.millrace.cascade.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopItemsTest {
    @Test
    void whatIsKeptAtOnceIsWhatOffersKeep() {
        Random random = new Random(1);
        TopItems offered = new TopItems(0);
        TopItems kept = new TopItems(3);
        kept.offer(1, 9);
        for (int capacity : new int[] {0, 1, 10, 500, 2_000}) {
            for (int count : new int[] {0, 1, 9, 10, 11, 1_000}) {
                offered.reset(capacity);
                long[] keys = new long[count + 2];
                for (int item = 0; item < count; item++) {
                    float score = random.nextInt(50) - 25 + (item % 3 == 0 ? 0.5f : -0f);
                    offered.offer(item, score);
                    keys[item] = TopItems.key(item, score);
                }
                offered.sort();
                kept.reset(capacity);
                kept.keep(keys, count);
                assertThat(found(kept)).isEqualTo(found(offered)).hasSize(Math.min(capacity, count));
            }
        }
    }

    @Test
    void equalScoresStandInTheOrderOfTheirOrdinals() {
        TopItems top = new TopItems(3);
        for (int item : new int[] {7, 2, 9, 4}) {
            top.offer(item, item == 9 ? 1f : 0f);
        }
        top.sort();
        assertThat(IntStream.range(0, 3).map(top::ordinal)).containsExactly(9, 2, 4);
        assertThat(top.score(0)).isEqualTo(1f);
    }

    private static List<String> found(TopItems top) {
        return IntStream.range(0, top.size())
                .mapToObj(rank -> top.ordinal(rank) + " " + top.score(rank))
                .toList();
    }
}
