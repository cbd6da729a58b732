package dev.millrace.cascade.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CandidatesTest {
    private static final float[] SCORES = {
        0f,
        -0f,
        1f,
        -1f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        0.5f
    };

    /** Tier first; then the score, where zeros are equal and NaN, no score at all, comes last; then the order added. */
    private static List<Integer> oracle(Candidates candidates) {
        Comparator<Integer> byTier = Comparator.comparing(candidates::tier, Comparator.reverseOrder());
        Comparator<Integer> scored = Comparator.comparing(row -> Float.isNaN(candidates.score(row)));
        Comparator<Integer> byScore = (a, b) -> {
            float x = candidates.score(a);
            float y = candidates.score(b);
            return x > y ? -1 : x < y ? 1 : 0;
        };
        return IntStream.range(0, candidates.size())
                .boxed()
                .sorted(byTier.thenComparing(scored).thenComparing(byScore).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 63, 64, 65, 1000})
    void rankIsTheOrderOfTheComparator(int size) {
        Random random = new Random(size);
        Candidates candidates = new Candidates();
        for (int trial = 0; trial < 20; trial++) {
            candidates.clear();
            for (int i = 0; i < size; i++) {
                candidates.add(random.nextInt(), random.nextInt(), score(random));
                Tier tier = Tier.values()[random.nextInt(3)];
                if (tier != Tier.RETRIEVE) {
                    candidates.lift(i, tier, score(random));
                }
            }
            int[] order = candidates.rank();
            assertThat(IntStream.range(0, size).mapToObj(i -> order[i]).toList())
                    .isEqualTo(oracle(candidates));
            assertThat(candidates.order()).isSameAs(order);
        }
    }

    private static float score(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> SCORES[random.nextInt(SCORES.length)];
            case 1 -> (float) random.nextGaussian();
            default -> Float.intBitsToFloat(random.nextInt());
        };
    }

    @Test
    void aLiftedRowKeepsWhatEarlierStagesSaid() {
        Candidates candidates = new Candidates();
        candidates.add(7, Source.USER.bit() | Source.NEW.bit(), 3f);
        assertThat(candidates.rerankScore(0)).isNaN();
        candidates.lift(0, Tier.RERANK, -2f);
        candidates.lift(0, Tier.FINE, 9f);
        assertThat(candidates.ordinal(0)).isEqualTo(7);
        assertThat(candidates.retrievalScore(0)).isEqualTo(3f);
        assertThat(candidates.rerankScore(0)).isEqualTo(-2f);
        assertThat(candidates.score(0)).isEqualTo(9f);
        assertThat(candidates.tier(0)).isEqualTo(Tier.FINE);
        assertThat(Source.labels(candidates.sources(0))).containsExactly("user", "new");
    }

    @Test
    void clearedCandidatesKnowNothingOfTheLastRequest() {
        Candidates candidates = new Candidates();
        for (int i = 0; i < 100; i++) {
            candidates.add(i, 1, i);
            candidates.lift(i, Tier.FINE, i);
        }
        candidates.rank();
        candidates.allocateFeatures(3);
        candidates.clear();
        assertThat(candidates.size()).isZero();
        assertThat(candidates.featureWidth()).isZero();
        candidates.add(5, 2, 1f);
        assertThat(candidates.tier(0)).isEqualTo(Tier.RETRIEVE);
        assertThat(candidates.rerankScore(0)).isNaN();
        assertThat(candidates.order()[0]).isZero();
        assertThat(candidates.rank()[0]).isZero();
    }

    @Test
    void theMatrixHoldsEveryRowAtLeastAndIsReused() {
        Candidates candidates = new Candidates();
        for (int i = 0; i < 10; i++) {
            candidates.add(i, 1, i);
        }
        float[] matrix = candidates.allocateFeatures(4);
        assertThat(matrix.length).isGreaterThanOrEqualTo(40);
        assertThat(candidates.featureWidth()).isEqualTo(4);
        assertThat(candidates.features()).isSameAs(matrix);
        assertThat(candidates.allocateFeatures(2)).isSameAs(matrix);
        assertThat(candidates.scratch(1000).length).isGreaterThanOrEqualTo(1000);
    }
}
