package dev.millrace.cascade.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EligibleTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64, 65, 300})
    void filterAndExclusionsHoldTogether(int bound) {
        Random random = new Random(bound);
        for (int trial = 0; trial < 50; trial++) {
            ItemSet filter = trial % 2 == 0 ? null : new ItemSet(bound);
            TreeSet<Integer> expected = new TreeSet<>();
            for (int i = 0; i < bound; i++) {
                if (filter == null || random.nextBoolean()) {
                    expected.add(i);
                    if (filter != null) {
                        filter.add(i);
                    }
                }
            }
            int[] excluded = random.ints(bound == 0 ? 0 : random.nextInt(20), 0, Math.max(1, bound))
                    .toArray();
            for (int item : excluded) {
                expected.remove(item);
            }
            assertSame(new Eligible(bound, filter, excluded), expected);
            int[] others =
                    random.ints(bound == 0 ? 0 : 5, 0, Math.max(1, bound)).toArray();
            assertSame(new Eligible(bound, filter, others).excluding(excluded), expected);
        }
    }

    private static void assertSame(Eligible eligible, NavigableSet<Integer> expected) {
        assertThat(eligible.count()).isEqualTo(expected.size());
        assertThat(eligible.selectivity())
                .isEqualTo(eligible.bound() == 0 ? 0 : (double) expected.size() / eligible.bound());
        for (int i = 0; i < eligible.bound(); i++) {
            assertThat(eligible.contains(i)).isEqualTo(expected.contains(i));
            Integer next = expected.ceiling(i);
            assertThat(eligible.next(i)).isEqualTo(next == null ? -1 : next);
        }
        assertThat(eligible.next(eligible.bound())).isEqualTo(-1);
    }

    @Test
    void theCallersArrayIsNotKept() {
        int[] excluded = {3, 1};
        Eligible eligible = new Eligible(5, null, excluded);
        excluded[0] = 0;
        assertThat(eligible.contains(0)).isTrue();
        assertThat(eligible.contains(3)).isFalse();
    }

    @Test
    void everythingIsEligibleWithoutFilterAndExclusions() {
        assertThat(Eligible.everything(7).count()).isEqualTo(7);
        assertThat(Eligible.everything(7).selectivity()).isEqualTo(1);
    }

    @Test
    void aFilterOfAnotherReleaseIsRefused() {
        assertThatThrownBy(() -> new Eligible(5, new ItemSet(6), new int[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("filter bound: 6 (expected: 5)");
    }

    @Test
    void anExclusionOutsideTheReleaseIsRefused() {
        for (int outside : new int[] {-1, 5}) {
            assertThatThrownBy(() -> new Eligible(5, null, new int[] {2, outside}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("excluded: " + outside);
        }
    }
}
