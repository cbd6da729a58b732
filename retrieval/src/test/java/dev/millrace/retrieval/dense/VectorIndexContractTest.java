package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.cascade.source.VectorIndex.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every engine, on vectors whose norms differ by a factor of 3. */
class VectorIndexContractTest {
    private static final int ITEMS = 12_000;
    private static final int DIMENSION = 24;
    private static final Clusters CLUSTERS = new Clusters(21, 60, DIMENSION);
    private static final FloatVectors VECTORS = CLUSTERS.items(ITEMS, 3);
    private static final ExactIndex EXACT = new ExactIndex(VECTORS);
    private static DenseIndex index;

    @BeforeAll
    static void build() throws IOException {
        float[] queries = new float[64 * DIMENSION];
        for (int i = 0; i < 64; i++) {
            System.arraycopy(CLUSTERS.query(), 0, queries, i * DIMENSION, DIMENSION);
        }
        index = DenseIndex.build(
                VECTORS, new FloatVectors(queries, DIMENSION), new IndexConfig(true, 1, 2), Progress.NONE);
    }

    @AfterAll
    static void close() {
        index.close();
    }

    @ParameterizedTest
    @EnumSource
    void findsNearlyAllOfTheBestWhateverTheFilter(Strategy strategy) {
        Random random = new Random(1);
        for (Eligible eligible : filters(random)) {
            for (int wanted : new int[] {10, 100, 500}) {
                double sum = 0;
                for (int i = 0; i < 30; i++) {
                    float[] query = CLUSTERS.query();
                    Set<Integer> best = new HashSet<>(ordinals(search(EXACT, Strategy.EXACT, query, eligible, wanted)));
                    List<Integer> found = ordinals(search(index, strategy, query, eligible, wanted));
                    assertThat(found)
                            .doesNotHaveDuplicates()
                            .allMatch(eligible::contains)
                            .hasSize(Math.min(wanted, eligible.count()));
                    best.retainAll(found);
                    sum += (double) best.size() / found.size() / 30;
                }
                assertThat(sum)
                        .as("%s, %s wanted of %s", strategy, wanted, eligible.count())
                        .isGreaterThan(0.93);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void scoresAreInnerProductsBestFirst(Strategy strategy) {
        float[] query = CLUSTERS.query();
        TopItems top = search(index, strategy, query, Eligible.everything(ITEMS), 200);
        for (int rank = 0; rank < top.size(); rank++) {
            assertThat(top.score(rank)).isCloseTo(VECTORS.dot(top.ordinal(rank), query), Offset.offset(1e-3f));
            assertThat(top.score(rank)).isLessThanOrEqualTo(top.score(Math.max(0, rank - 1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFewEligibleItemsAreAllFoundAndNoneWhereNoneIs(Strategy strategy) {
        ItemSet ends = new ItemSet(ITEMS);
        List.of(0, 64, ITEMS - 1).forEach(ends::add);
        Eligible eligible = new Eligible(ITEMS, ends, new int[] {64});
        assertThat(ordinals(search(index, strategy, CLUSTERS.query(), eligible, 10)))
                .containsExactlyInAnyOrder(0, ITEMS - 1);
        Eligible none = new Eligible(ITEMS, new ItemSet(ITEMS), new int[0]);
        assertThat(search(index, strategy, CLUSTERS.query(), none, 10).size()).isZero();
        assertThat(search(index, strategy, CLUSTERS.query(), Eligible.everything(ITEMS), 0)
                        .size())
                .isZero();
    }

    @ParameterizedTest
    @EnumSource
    void eightThreadsFindWhatOneFinds(Strategy strategy) throws Exception {
        List<Callable<List<Integer>>> tasks = new ArrayList<>();
        List<List<Integer>> expected = new ArrayList<>();
        List<Eligible> filters = filters(new Random(2));
        for (int i = 0; i < 64; i++) {
            float[] query = CLUSTERS.query();
            Eligible eligible = filters.get(i % filters.size());
            expected.add(ordinals(search(index, strategy, query, eligible, 100)));
            tasks.add(() -> ordinals(search(index, strategy, query, eligible, 100)));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<List<Integer>>> found = threads.invokeAll(tasks);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).get()).isEqualTo(expected.get(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLUSTERED", "EXACT"})
    void aSearchThatIsStoppedSaysSo(Strategy strategy) {
        Effort none = new Effort(1, () -> true);
        TopItems top = new TopItems(100);
        assertThat(index.search(CLUSTERS.query(), Eligible.everything(ITEMS), strategy, none, top)
                        .complete())
                .isFalse();
        top.reset(100);
        assertThat(index.search(CLUSTERS.query(), Eligible.everything(ITEMS), strategy, Effort.USUAL, top)
                        .complete())
                .isTrue();
    }

    @Test
    void whatIsExcludedIsNotFoundAndMakesRoomForTheNext() {
        float[] query = CLUSTERS.query();
        int[] best = ordinals(search(EXACT, Strategy.EXACT, query, Eligible.everything(ITEMS), 50)).stream()
                .mapToInt(item -> item)
                .toArray();
        Eligible others = new Eligible(ITEMS, null, best);
        List<Integer> found = ordinals(search(index, Strategy.CLUSTERED, query, others, 100));
        assertThat(found).hasSize(100).allMatch(others::contains);
        Set<Integer> expected = new HashSet<>(ordinals(search(EXACT, Strategy.EXACT, query, others, 100)));
        expected.retainAll(found);
        assertThat(expected.size()).isGreaterThan(85);
    }

    private static List<Eligible> filters(Random random) {
        List<Eligible> filters = new ArrayList<>();
        filters.add(Eligible.everything(ITEMS));
        for (double share : new double[] {0.6, 0.1, 0.015}) {
            ItemSet some = new ItemSet(ITEMS);
            IntStream.range(0, ITEMS)
                    .filter(item -> random.nextDouble() < share)
                    .forEach(some::add);
            filters.add(new Eligible(ITEMS, some, new int[] {3, 17}));
            float[] direction = CLUSTERS.query();
            float[] scores = new float[ITEMS];
            for (int item = 0; item < ITEMS; item++) {
                scores[item] = VECTORS.dot(item, direction);
            }
            float[] sorted = scores.clone();
            java.util.Arrays.sort(sorted);
            float least = sorted[(int) (ITEMS * (1 - share))];
            ItemSet near = new ItemSet(ITEMS);
            IntStream.range(0, ITEMS).filter(item -> scores[item] > least).forEach(near::add);
            filters.add(new Eligible(ITEMS, near, new int[0]));
        }
        return filters;
    }

    private static TopItems search(
            VectorIndex engine, Strategy strategy, float[] query, Eligible eligible, int wanted) {
        TopItems top = new TopItems(wanted);
        if (engine instanceof DenseIndex dense) {
            assertThat(dense.search(query, eligible, strategy, Effort.USUAL, top)
                            .strategy())
                    .isEqualTo(strategy);
        } else {
            engine.search(query, eligible, top);
        }
        return top;
    }

    private static List<Integer> ordinals(TopItems top) {
        return IntStream.range(0, top.size()).mapToObj(top::ordinal).toList();
    }
}
