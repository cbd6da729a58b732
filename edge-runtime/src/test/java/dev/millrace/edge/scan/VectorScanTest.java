package dev.millrace.edge.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VectorScanTest {
    private static FloatVectors vectors(Random random, int items, int dimension) {
        float[] values = new float[items * dimension];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new FloatVectors(values, dimension);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "2, 700, 7, 0.5", "3, 1000, 64, 0.01", "4, 513, 16, 1"})
    void theBestOfTheEligibleAreFound(long seed, int items, int dimension, double share) {
        Random random = new Random(seed);
        FloatVectors vectors = vectors(random, items, dimension);
        ItemSet some = new ItemSet(items);
        IntStream.range(0, items).filter(item -> random.nextDouble() < share).forEach(some::add);
        Eligible eligible = new Eligible(items, some, new int[] {random.nextInt(items)});
        float[] query = new float[dimension];
        vectors.copy(random.nextInt(items), query);
        TopItems top = new TopItems(Math.min(10, eligible.count()));
        VectorIndex.Visit visit = new VectorScan(vectors).search(query, eligible, Effort.USUAL, top);
        top.sort();
        List<Integer> found = new ArrayList<>();
        for (int rank = 0; rank < top.size(); rank++) {
            found.add(top.ordinal(rank));
        }
        assertThat(found)
                .as("seed %s", seed)
                .isEqualTo(IntStream.range(0, items)
                        .filter(eligible::contains)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer item) -> -vectors.dot(item, query))
                                .thenComparing(item -> item))
                        .limit(10)
                        .toList());
        assertThat(visit.complete()).isTrue();
        assertThat(visit.visited()).isEqualTo(eligible.count());
    }

    @Test
    void aScanThatIsToldToEndSaysSo() {
        FloatVectors vectors = vectors(new Random(1), 5_000, 4);
        TopItems top = new TopItems(10);
        VectorIndex.Visit visit = new VectorScan(vectors)
                .search(new float[] {1, 0, 0, 0}, Eligible.everything(5_000), Effort.until(() -> true), top);
        assertThat(visit.complete()).isFalse();
        assertThat(visit.visited()).isLessThan(5_000);
    }
}
