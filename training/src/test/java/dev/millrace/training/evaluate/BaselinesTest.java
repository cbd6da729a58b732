package dev.millrace.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.feature.History;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BaselinesTest {
    private static final int USERS = 60;
    private static final int ITEMS = 23;

    /** Every user has some items, more often low ones, some of them repeatedly; item 22 nobody. */
    private static Interactions interactions(long seed, boolean[][] had) {
        Random random = new Random(seed);
        int[] offsets = new int[USERS + 1];
        int[] items = new int[USERS * 8];
        for (int user = 0; user < USERS; user++) {
            int size = random.nextInt(8);
            for (int i = 0; i < size; i++) {
                int item = random.nextInt(1 + random.nextInt(ITEMS - 1));
                items[offsets[user] + i] = item;
                had[user][item] = true;
            }
            offsets[user + 1] = offsets[user] + size;
        }
        return Interactions.of(offsets, Arrays.copyOf(items, offsets[USERS]), ITEMS);
    }

    private static int together(boolean[][] had, int a, int b) {
        return (int) Arrays.stream(had).filter(row -> row[a] && row[b]).count();
    }

    private static TestUser user(int[] history, boolean excludesSeen) {
        History events = new History(history, new byte[history.length], new long[history.length]);
        return new TestUser(0, events, new int[] {ITEMS - 1}, excludesSeen);
    }

    private static List<Integer> rank(RecommenderSystem system, TestUser user, int k) {
        int[] ranked = new int[k];
        int size = system.rank(user, ranked, new Compute());
        return Arrays.stream(ranked).limit(size).boxed().toList();
    }

    private static List<Integer> oracle(double[] scores, int k) {
        return IntStream.range(0, scores.length)
                .filter(item -> scores[item] > Double.NEGATIVE_INFINITY)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(item -> -scores[item])
                        .thenComparing(Comparator.naturalOrder()))
                .limit(k)
                .toList();
    }

    @Test
    void interactionsHoldEveryPairOnceBothWays() {
        boolean[][] had = new boolean[USERS][ITEMS];
        Interactions interactions = interactions(1, had);
        for (int item = 0; item < ITEMS; item++) {
            assertThat(interactions.userCount(item)).isEqualTo(together(had, item, item));
            for (int at = interactions.itemOffsets()[item]; at < interactions.itemOffsets()[item + 1]; at++) {
                assertThat(had[interactions.users()[at]][item]).isTrue();
            }
        }
        assertThat(interactions.items()).hasSameSizeAs(interactions.users());
        assertThat(interactions.itemCount()).isEqualTo(ITEMS);
        assertThat(interactions.userCount()).isEqualTo(USERS);
    }

    @Test
    void selectionIsTheHeadOfASort() {
        Random random = new Random(2);
        for (int trial = 0; trial < 300; trial++) {
            float[] scores = new float[random.nextInt(200)];
            double[] copy = new double[scores.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = switch (random.nextInt(5)) {
                    case 0 -> Float.NEGATIVE_INFINITY;
                    case 1 -> random.nextInt(3) - 1;
                    case 2 -> Float.NaN;
                    default -> (float) random.nextGaussian();
                };
                copy[i] = Float.isNaN(scores[i]) ? Double.NEGATIVE_INFINITY : scores[i];
            }
            int k = random.nextInt(110);
            int[] ranked = new int[k];
            int size = BestItems.select(scores, ranked);
            assertThat(Arrays.stream(ranked).limit(size).boxed().toList())
                    .as("trial " + trial)
                    .isEqualTo(oracle(copy, k));
        }
    }

    @Test
    void popularityRanksByUsersAndLeavesSeenItemsOutWhereAsked() {
        boolean[][] had = new boolean[USERS][ITEMS];
        Popularity popularity = new Popularity(interactions(3, had));
        double[] counts = IntStream.range(0, ITEMS)
                .mapToDouble(item -> together(had, item, item))
                .toArray();
        assertThat(rank(popularity, user(new int[] {0, 3, 0}, false), ITEMS)).isEqualTo(oracle(counts, ITEMS));
        counts[0] = Double.NEGATIVE_INFINITY;
        counts[3] = Double.NEGATIVE_INFINITY;
        assertThat(rank(popularity, user(new int[] {0, 3, 0}, true), 10)).isEqualTo(oracle(counts, 10));
    }

    @Test
    void itemKnnIsTheSumOfTheShrunkCosinesOfItsNeighbours() {
        boolean[][] had = new boolean[USERS][ITEMS];
        Interactions interactions = interactions(4, had);
        ItemKnn knn = new ItemKnn(interactions, ITEMS, 3);
        int[] history = {1, 4, 1, 9};
        double[] scores = new double[ITEMS];
        for (int item : new int[] {1, 4, 9}) {
            for (int other = 0; other < ITEMS; other++) {
                double norm = Math.sqrt((double) together(had, item, item) * together(had, other, other));
                scores[other] += other == item ? 0 : together(had, item, other) / (norm + 3);
            }
        }
        for (int item = 0; item < ITEMS; item++) {
            scores[item] = scores[item] == 0 ? Double.NEGATIVE_INFINITY : scores[item];
        }
        assertThat(rank(knn, user(history, false), ITEMS)).isEqualTo(oracle(scores, ITEMS));
    }

    @Test
    void itemKnnKeepsNoMoreNeighboursThanAskedFor() {
        ItemKnn knn = new ItemKnn(interactions(5, new boolean[USERS][ITEMS]), 2, 3);
        assertThat(rank(knn, user(new int[] {0}, false), ITEMS)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void easeIsTheClosedFormOfADoublePrecisionInverse() {
        boolean[][] had = new boolean[USERS][ITEMS];
        Interactions interactions = interactions(6, had);
        Ease ease = Ease.learn(interactions, 5, ITEMS);
        double[][] gram = new double[ITEMS][ITEMS];
        for (int a = 0; a < ITEMS; a++) {
            for (int b = 0; b < ITEMS; b++) {
                gram[a][b] = together(had, a, b) + (a == b ? 5 : 0);
            }
        }
        double[][] inverse = SymmetricInverseTest.inverse(gram);
        for (int a = 0; a < ITEMS; a++) {
            for (int b = 0; b < ITEMS; b++) {
                double expected = a == b ? 0 : -inverse[a][b] / inverse[b][b];
                assertThat((double) ease.weight(a, b)).isCloseTo(expected, within(1e-5));
            }
        }
        int[] history = {1, 4, 1};
        double[] scores = new double[ITEMS];
        for (int item = 0; item < ITEMS; item++) {
            scores[item] = interactions.userCount(item) == 0 || item == 1 || item == 4
                    ? Double.NEGATIVE_INFINITY
                    : ease.weight(1, item) + ease.weight(4, item);
        }
        assertThat(rank(ease, user(history, true), ITEMS)).isEqualTo(oracle(scores, ITEMS));
    }

    @Test
    void easeModelsTheMostFrequentItemsAndRanksNoOthers() {
        boolean[][] had = new boolean[USERS][ITEMS];
        Interactions interactions = interactions(7, had);
        Ease ease = Ease.learn(interactions, 5, 6);
        List<Integer> ranked = rank(ease, user(new int[] {0}, false), ITEMS);
        assertThat(ranked).hasSize(6);
        int least = ranked.stream().mapToInt(interactions::userCount).min().orElseThrow();
        for (int item = 0; item < ITEMS; item++) {
            if (!ranked.contains(item)) {
                assertThat(interactions.userCount(item)).isLessThanOrEqualTo(least);
            }
        }
        assertThat(rank(ease, user(new int[] {ITEMS - 1}, false), ITEMS)).isEmpty();
        assertThatThrownBy(() -> Ease.learn(interactions, 0, 6)).isInstanceOf(IllegalArgumentException.class);
    }
}
