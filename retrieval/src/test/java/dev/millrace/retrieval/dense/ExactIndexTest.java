package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.FloatVectors;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactIndexTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsWhatSortingEverythingFinds(long seed) {
        Random random = new Random(seed);
        int items = 1 + random.nextInt(500);
        // Small whole numbers: many ties, and products without rounding.
        float[] values = new float[items * 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(5) - 2;
        }
        FloatVectors vectors = new FloatVectors(values, 5);
        float[] query = {1, -2, 0, 2, 1};
        ItemSet set = new ItemSet(items);
        IntStream.range(0, items).filter(item -> random.nextBoolean()).forEach(set::add);
        for (Eligible eligible : List.of(
                Eligible.everything(items),
                new Eligible(items, set, new int[] {0}),
                new Eligible(items, null, new int[] {items - 1}))) {
            for (int count : new int[] {0, 1, 10, items, items + 5}) {
                TopItems top = GraphIndexTest.search(new ExactIndex(vectors), query, eligible, count);
                List<Integer> expected = IntStream.range(0, items)
                        .filter(eligible::contains)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer item) -> -vectors.dot(item, query))
                                .thenComparing(Comparator.naturalOrder()))
                        .limit(count)
                        .toList();
                assertThat(GraphIndexTest.ordinals(top)).as("seed %s", seed).isEqualTo(expected);
                for (int rank = 0; rank < top.size(); rank++) {
                    assertThat(top.score(rank)).isEqualTo(vectors.dot(top.ordinal(rank), query));
                }
            }
        }
    }

    @Test
    void keepsTheOrderOfNegativeScoresAndTreatsBothZerosAlike() {
        TopItems top = new TopItems(5);
        top.offer(4, -0f);
        top.offer(3, 0f);
        top.offer(2, -1f);
        top.offer(1, Float.NEGATIVE_INFINITY);
        top.offer(0, 7f);
        top.sort();
        assertThat(GraphIndexTest.ordinals(top)).containsExactly(0, 3, 4, 2, 1);
        assertThat(top.score(3)).isEqualTo(-1f);
    }
}
