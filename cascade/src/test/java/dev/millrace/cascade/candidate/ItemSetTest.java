package dev.millrace.cascade.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against {@link BitSet}. */
final class ItemSetTest {
    private static ItemSet random(Random random, int bound, BitSet oracle) {
        ItemSet set = new ItemSet(bound);
        for (int i = 0; i < bound; i++) {
            if (random.nextInt(3) == 0) {
                set.add(i);
                oracle.set(i);
            }
        }
        return set;
    }

    private static void assertSame(ItemSet set, BitSet oracle) {
        assertThat(set.cardinality()).isEqualTo(oracle.cardinality());
        for (int i = 0; i < set.bound(); i++) {
            assertThat(set.contains(i)).isEqualTo(oracle.get(i));
            assertThat(set.next(i)).isEqualTo(oracle.nextSetBit(i));
        }
        assertThat(set.next(set.bound())).isEqualTo(-1);
        assertThat(set.next(set.bound() + 100)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 63, 64, 65, 127, 128, 129, 1000})
    void setsOfEveryOddSizeBehaveLikeBitSets(int bound) {
        Random random = new Random(bound);
        BitSet oracle = new BitSet();
        BitSet otherOracle = new BitSet();
        ItemSet set = random(random, bound, oracle);
        ItemSet other = random(random, bound, otherOracle);
        assertSame(set, oracle);

        ItemSet copy = random(random, bound, new BitSet());
        copy.copyFrom(set);
        BitSet copied = (BitSet) oracle.clone();
        copy.retainAll(other);
        copied.and(otherOracle);
        assertSame(copy, copied);
        copy.addAll(other);
        copied.or(otherOracle);
        assertSame(copy, copied);
        copy.removeAll(set);
        copied.andNot(oracle);
        assertSame(copy, copied);
        copy.complement();
        copied.flip(0, bound);
        assertSame(copy, copied);
        copy.clear();
        assertSame(copy, new BitSet());
        assertSame(set, oracle);
        for (int i = 0; i < bound; i++) {
            set.remove(i);
        }
        assertThat(set.cardinality()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 1000})
    void allHoldsEveryOrdinalBelowTheBoundAndNoneAbove(int bound) {
        BitSet oracle = new BitSet();
        oracle.set(0, bound);
        assertSame(ItemSet.all(bound), oracle);
    }

    @Test
    void setsOfDifferentBoundsDoNotMix() {
        ItemSet set = new ItemSet(10);
        ItemSet other = new ItemSet(11);
        assertThatThrownBy(() -> set.retainAll(other)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> set.addAll(other)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> set.removeAll(other)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> set.copyFrom(other)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ItemSet(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
