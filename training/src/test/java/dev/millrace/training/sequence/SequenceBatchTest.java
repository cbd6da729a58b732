package dev.millrace.training.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SequenceBatchTest {
    /** Two baskets of three and one of two, an hour apart. */
    private static final SequenceData BASKETS = new SequenceData(
            8,
            1,
            new int[] {0, 8},
            new int[] {0, 1, 2, 3, 4, 5, 6, 7},
            new byte[0],
            new long[] {0, 0, 0, 3_600_000, 3_600_000, 3_600_000, 7_200_000, 7_200_000},
            ItemAttributes.none(8));

    private static final int[] ALL = {8};

    @Test
    void shufflesOnlyWithinABasket() {
        Set<Integer> first = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            EventOrder order = EventOrder.shuffled(BASKETS, ALL, new Random(seed));
            int[] events = new int[8];
            Arrays.setAll(events, order::event);
            first.add(events[0]);
            assertThat(Arrays.copyOfRange(events, 0, 3)).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(Arrays.copyOfRange(events, 3, 6)).containsExactlyInAnyOrder(3, 4, 5);
            assertThat(Arrays.copyOfRange(events, 6, 8)).containsExactlyInAnyOrder(6, 7);
        }
        assertThat(first).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void whatIsHeldOutOfABasketNeverComesIn() {
        int[] ends = {7};
        TargetFilter all = TargetFilter.of(BASKETS, true);
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            EventOrder order = EventOrder.shuffled(BASKETS, ends, random);
            SequenceBatch batch =
                    SequenceBatch.training(BASKETS, order, ends, List.of(new Window(0, 7)), all, 3_600_000, random);
            assertThat(batch.events()).as("seed %s", seed).doesNotContain(7);
            assertThat(batch.targets()).as("seed %s", seed).doesNotContain(7);
        }
    }

    @Test
    void aPositionPredictsItsBasketOrTheNextAndItsGapSaysWhich() {
        TargetFilter all = TargetFilter.of(BASKETS, true);
        boolean same = false;
        boolean later = false;
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            EventOrder order = EventOrder.shuffled(BASKETS, ALL, random);
            SequenceBatch batch =
                    SequenceBatch.training(BASKETS, order, ALL, List.of(new Window(0, 8)), all, 0, random);
            for (int i = 0; i < batch.positions().length; i++) {
                int position = batch.positions()[i];
                int basket = position / 3;
                int target = batch.targets()[i] / 3;
                long gap = batch.gaps()[position];
                assertThat(target).isBetween(basket, basket + 1);
                assertThat(gap).isIn(0L, target == basket ? 1L : 2L + 11);
                same |= gap == 1;
                later |= gap == 13 && position % 3 == 0;
            }
        }
        assertThat(same).isTrue();
        assertThat(later).isTrue();
    }

    @Test
    void withAHorizonAPositionMostlyPredictsWhatComesWithinItOfTheNextVisit() {
        TargetFilter all = TargetFilter.of(BASKETS, true);
        long hour = 3_600_000;
        int[] ahead = new int[3];
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            EventOrder order = EventOrder.shuffled(BASKETS, ALL, random);
            SequenceBatch batch =
                    SequenceBatch.training(BASKETS, order, ALL, List.of(new Window(0, 8)), all, hour, random);
            for (int i = 0; i < batch.positions().length; i++) {
                int position = batch.positions()[i];
                int target = batch.targets()[i] / 3;
                if (position < 3) {
                    ahead[target]++;
                    assertThat(batch.gaps()[position]).isIn(0L, target == 0 ? 1L : 2L + 11);
                } else {
                    assertThat(target).isBetween(position / 3, 2);
                }
            }
        }
        assertThat(ahead[1]).isGreaterThan(2 * ahead[0]);
        assertThat(ahead[2]).isGreaterThan(ahead[0]);
    }

    @Test
    void whatTheUserHadBeforeIsNoTargetWhenRepeatsDoNotCount() {
        SequenceData repeats = new SequenceData(
                3, 1, new int[] {0, 4}, new int[] {0, 1, 0, 2}, new byte[0], new long[0], ItemAttributes.none(3));
        SequenceBatch batch = SequenceBatch.training(
                repeats,
                EventOrder.shuffled(repeats, new int[] {4}, new Random(1)),
                new int[] {4},
                List.of(new Window(0, 4)),
                TargetFilter.of(repeats, false),
                0,
                new Random(1));
        assertThat(batch.targets()).containsExactly(1, 2);
        assertThat(batch.positions()).containsExactly(0, 2);
    }
}
