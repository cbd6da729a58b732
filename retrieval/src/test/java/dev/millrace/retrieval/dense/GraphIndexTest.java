package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.source.VectorIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GraphIndexTest {
    private static final int ITEMS = 20_000;
    private static final int DIMENSION = 32;
    private static final Clusters CLUSTERS = new Clusters(7, 100, DIMENSION);
    private static final FloatVectors VECTORS = CLUSTERS.items(ITEMS, 8);
    private static final ExactIndex EXACT = new ExactIndex(VECTORS);
    private static GraphIndex graph;

    @BeforeAll
    static void build() throws IOException {
        graph = GraphIndex.build(VECTORS, 2, Progress.NONE);
    }

    @AfterAll
    static void close() {
        graph.close();
    }

    @Test
    void findsNearlyAllOfTheBestHundred() {
        assertThat(recall(Eligible.everything(ITEMS), 100, 50)).isGreaterThan(0.95);
    }

    @Test
    void findsNearlyAllOfTheBestThousand() {
        assertThat(recall(Eligible.everything(ITEMS), 1000, 20)).isGreaterThan(0.95);
    }

    @Test
    void findsNearlyAllOfTheBestAmongTheEligible() {
        assertThat(recall(some(0.1, 3), 100, 30)).isGreaterThan(0.95);
    }

    @Test
    void offersNothingThatIsNotEligible() {
        Eligible eligible = some(0.05, 4);
        for (int i = 0; i < 20; i++) {
            TopItems top = search(graph, CLUSTERS.query(), eligible, 200);
            assertThat(ordinals(top)).allMatch(eligible::contains).doesNotHaveDuplicates();
        }
    }

    @Test
    void scoresAreInnerProducts() {
        float[] query = CLUSTERS.query();
        TopItems top = search(graph, query, Eligible.everything(ITEMS), 50);
        for (int rank = 0; rank < top.size(); rank++) {
            float expected = VECTORS.dot(top.ordinal(rank), query);
            assertThat(top.score(rank)).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-3f));
        }
    }

    @Test
    void findsTheFirstAndTheLastItemWhenTheyAloneAreEligible() {
        ItemSet ends = new ItemSet(ITEMS);
        ends.add(0);
        ends.add(ITEMS - 1);
        Eligible eligible = new Eligible(ITEMS, ends, new int[0]);
        assertThat(ordinals(search(EXACT, CLUSTERS.query(), eligible, 10))).containsExactlyInAnyOrder(0, ITEMS - 1);
    }

    @Test
    void eightThreadsFindWhatOneFinds() throws InterruptedException, ExecutionException {
        List<float[]> queries =
                IntStream.range(0, 64).mapToObj(i -> CLUSTERS.query()).toList();
        Eligible eligible = some(0.5, 5);
        List<List<Integer>> expected = new ArrayList<>();
        for (float[] query : queries) {
            expected.add(ordinals(search(graph, query, eligible, 100)));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<List<Integer>>> tasks = new ArrayList<>();
            for (float[] query : queries) {
                tasks.add(() -> ordinals(search(graph, query, eligible, 100)));
            }
            List<Future<List<Integer>>> found = threads.invokeAll(tasks);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).get()).isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void buildsTheSameGraphTwiceWithOneThread() throws IOException {
        FloatVectors few = new Clusters(9, 10, 16).items(2_000, 4);
        float[] query = new Clusters(10, 10, 16).query();
        try (GraphIndex one = GraphIndex.build(few, 1, Progress.NONE);
                GraphIndex two = GraphIndex.build(few, 1, Progress.NONE)) {
            Eligible all = Eligible.everything(2_000);
            TopItems first = new TopItems(300);
            TopItems second = new TopItems(300);
            VectorIndex.Visit visitOne = one.search(query, all, first);
            VectorIndex.Visit visitTwo = two.search(query, all, second);
            assertThat(visitTwo).isEqualTo(visitOne);
            assertThat(ordinals(second)).isEqualTo(ordinals(first));
        }
    }

    private static Eligible some(double share, long seed) {
        Random random = new Random(seed);
        ItemSet items = new ItemSet(ITEMS);
        IntStream.range(0, ITEMS).filter(item -> random.nextDouble() < share).forEach(items::add);
        return new Eligible(ITEMS, items, new int[] {3, 17});
    }

    private static double recall(Eligible eligible, int count, int queries) {
        double sum = 0;
        for (int i = 0; i < queries; i++) {
            float[] query = CLUSTERS.query();
            Set<Integer> best = new HashSet<>(ordinals(search(EXACT, query, eligible, count)));
            Set<Integer> found = new HashSet<>(ordinals(search(graph, query, eligible, count)));
            assertThat(found).hasSize(count);
            found.retainAll(best);
            sum += (double) found.size() / count;
        }
        return sum / queries;
    }

    static TopItems search(VectorIndex index, float[] query, Eligible eligible, int count) {
        TopItems top = new TopItems(count);
        index.search(query, eligible, top);
        return top;
    }

    static List<Integer> ordinals(TopItems top) {
        return IntStream.range(0, top.size()).mapToObj(top::ordinal).toList();
    }
}
