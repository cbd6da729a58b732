package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SequenceEncodingTest {
    private final long[] items = new long[3];
    private final long[] types = new long[3];
    private final long[] gaps = new long[3];

    @Test
    void keepsTheLatestEventsOldestFirst() {
        History history =
                new History(new int[] {5, 6, 7, 8}, new byte[] {0, 1, 0, 1}, new long[] {0, 1_000, 1_000, 9_000});
        int length = new SequenceEncoding(3).encode(history, 9_000 + 70_000, items, types, gaps);
        assertThat(length).isEqualTo(3);
        assertThat(items).containsExactly(6, 7, 8);
        assertThat(types).containsExactly(1, 0, 1);
        assertThat(gaps).containsExactly(1, 2 + 3, 2 + 6);
    }

    @Test
    void withoutTimesGapsAreUnknown() {
        History history = new History(new int[] {5}, new byte[] {0}, new long[] {History.NO_TIME});
        int length = new SequenceEncoding(3).encode(history, 1, items, types, gaps);
        assertThat(length).isEqualTo(1);
        assertThat(gaps[0]).isZero();
        assertThat(SequenceEncoding.gapBucket(1, History.NO_TIME)).isZero();
    }

    @Test
    void bucketsArePowersOfTwoOfSecondsWithinTheTable() {
        assertThat(SequenceEncoding.gapBucket(0, -5)).isEqualTo(1);
        assertThat(SequenceEncoding.gapBucket(0, 999)).isEqualTo(1);
        assertThat(SequenceEncoding.gapBucket(0, 1_000)).isEqualTo(2);
        assertThat(SequenceEncoding.gapBucket(0, 1_999)).isEqualTo(2);
        assertThat(SequenceEncoding.gapBucket(0, 2_000)).isEqualTo(3);
        assertThat(SequenceEncoding.gapBucket(0, Long.MAX_VALUE)).isEqualTo(SequenceEncoding.GAP_COUNT - 1);
    }
}
