package dev.millrace.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.Cancellation;
import dev.millrace.cascade.Retriever.Retrieval;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.kernel.VectorMaps;
import dev.millrace.retrieval.dense.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrievalStageTest {
    private static final int ITEMS = 2_000;
    private static final int DIMENSION = 8;
    private static final Catalog CATALOG = Shop.catalog(5, ITEMS, DIMENSION);

    @TempDir
    private static Path folder;

    private static Release release;
    private static RetrievalStage stage;

    @BeforeAll
    static void open() throws IOException {
        release = Shop.release(
                folder,
                CATALOG,
                writer -> RetrievalStage.write(writer, CATALOG, FusionConfig.DEFAULT, 1, Progress.NONE));
        stage = RetrievalStage.open(release, CATALOG);
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void aReleaseWhoseVectorsAreMappedFindsWhatOneOnTheHeapFinds() {
        try (VectorMaps maps = new VectorMaps();
                RetrievalStage mapped = RetrievalStage.open(release, Catalog.read(release, maps))) {
            for (int seed = 0; seed < 5; seed++) {
                Query query = query(new Random(seed), 10, eligible(new Random(seed), 0.5));
                Candidates expected = retrieve(stage, query, 100);
                assertThat(items(retrieve(mapped, query, 100))).hasSize(100).isEqualTo(items(expected));
            }
            assertThat(mapped.similar(3, 20, Eligible.everything(ITEMS)))
                    .isEqualTo(stage.similar(3, 20, Eligible.everything(ITEMS)));
        }
    }

    @Test
    void aCancelledRequestGetsWhatWasFoundAndTheNextOneEverything() {
        Query query = query(new Random(3), 10, eligible(new Random(4), 1));
        Cancellation cancellation = new Cancellation();
        Candidates whole = new Candidates();
        stage.retrieve(query, 100, whole, cancellation);
        assertThat(whole.size()).isEqualTo(100);
        cancellation.cancel();
        Candidates cut = new Candidates();
        stage.retrieve(query, 100, cut, cancellation);
        assertThat(cut.size()).isLessThanOrEqualTo(100);
        assertThat(items(cut)).allMatch(query.eligible()::contains).doesNotHaveDuplicates();
        assertThat(items(retrieve(stage, query, 100))).isEqualTo(items(whole));
    }

    @Test
    void everyCandidateIsEligibleNoneComesTwiceAndTheListIsFull() {
        Random random = new Random(1);
        for (double share : new double[] {1, 0.5, 0.1, 0.01}) {
            for (int width : new int[] {1, 10, 100, 1000}) {
                for (int events : new int[] {0, 1, 30}) {
                    Query query = query(random, events, eligible(random, share));
                    Candidates found = retrieve(stage, query, width);
                    assertThat(items(found))
                            .allMatch(query.eligible()::contains)
                            .doesNotHaveDuplicates();
                    assertThat(found.size())
                            .isEqualTo(Math.min(width, query.eligible().count()));
                    for (int row = 1; row < found.size(); row++) {
                        assertThat(found.score(row)).isLessThanOrEqualTo(found.score(row - 1));
                    }
                    assertThat(IntStream.range(0, found.size())).allMatch(row -> found.sources(row) != 0);
                }
            }
        }
    }

    @Test
    void whenNoMoreItemsAreEligibleThanWantedAllOfThemCome() {
        ItemSet few = new ItemSet(ITEMS);
        List.of(0, 7, 999, ITEMS - 1).forEach(few::add);
        for (int events : new int[] {0, 12}) {
            Query query = query(new Random(2), events, new Eligible(ITEMS, few, new int[] {7}));
            assertThat(items(retrieve(stage, query, 50))).containsExactlyInAnyOrder(0, 999, ITEMS - 1);
        }
    }

    @Test
    void withNothingEligibleNothingComes() {
        Query none = query(new Random(3), 10, new Eligible(ITEMS, new ItemSet(ITEMS), new int[0]));
        assertThat(retrieve(stage, none, 100).size()).isZero();
        int[] all = IntStream.range(0, ITEMS).toArray();
        Query excluded = query(new Random(3), 10, new Eligible(ITEMS, null, all));
        assertThat(retrieve(stage, excluded, 100).size()).isZero();
    }

    @Test
    void aUserNobodyKnowsGetsWhatIsPopularAndNew() {
        Query cold = new Query(History.EMPTY, new float[0], eligible(new Random(4), 0.5), Shop.START, Map.of());
        Candidates found = new Candidates();
        Retrieval retrieval = stage.retrieve(cold, 200, found);
        assertThat(retrieval.strategy()).isEqualTo("none");
        int known = Source.POPULAR.bit() | Source.NEW.bit() | Source.FILL.bit();
        assertThat(IntStream.range(0, 200)).allMatch(row -> (found.sources(row) & ~known) == 0);
        int best = IntStream.of(CATALOG.statistics().byPopularity())
                .filter(cold.eligible()::contains)
                .findFirst()
                .orElseThrow();
        assertThat(items(found).subList(0, 3)).contains(best);
    }

    @Test
    void aSearchThatMayNotTakeAnyTimeIsCutShortAndTheListFullAllTheSame() {
        Query query = query(new Random(14), 5, Eligible.everything(ITEMS));
        Candidates found = new Candidates();
        Retrieval cut = stage.retrieve(query, 100, Effort.until(() -> true), found);
        assertThat(cut).isEqualTo(new Retrieval("exact", 1, 0, false));
        assertThat(items(found)).hasSize(100).doesNotHaveDuplicates();
        found.clear();
        Retrieval whole = stage.retrieve(query, 100, Effort.USUAL, found);
        assertThat(whole).isEqualTo(new Retrieval("exact", 1, ITEMS, true));
    }

    @Test
    void whatFillsTheListIsTheMostPopularOfTheRest() {
        try (RetrievalStage user = RetrievalStage.open(
                release, CATALOG, new FusionConfig(60, Map.of(Source.USER, new FusionConfig.Weight(1, 0.1))))) {
            Query query = query(new Random(6), 5, eligible(new Random(6), 0.3));
            Candidates found = retrieve(user, query, 100);
            List<Integer> proposed = items(found).subList(0, 10);
            assertThat(IntStream.range(0, 100))
                    .allMatch(row -> found.sources(row) == (row < 10 ? Source.USER : Source.FILL).bit());
            assertThat(items(found).subList(10, 100))
                    .isEqualTo(IntStream.of(CATALOG.statistics().byPopularity())
                            .filter(item -> query.eligible().contains(item) && !proposed.contains(item))
                            .limit(90)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void userOnlyGivesTheOrderOfTheUsersVector() {
        try (RetrievalStage user = RetrievalStage.open(release, CATALOG, FusionConfig.userOnly())) {
            Query query = query(new Random(7), 5, eligible(new Random(7), 0.7));
            List<Integer> expected = IntStream.range(0, ITEMS)
                    .filter(query.eligible()::contains)
                    .boxed()
                    .sorted(Comparator.comparingDouble(
                            item -> -CATALOG.vectors().dot(item, query.userVector())))
                    .limit(500)
                    .toList();
            assertThat(items(retrieve(user, query, 500))).isEqualTo(expected);
        }
    }

    @Test
    void seenItemsReturnOnlyWhereTheyMay() {
        Query open = query(new Random(8), 20, Eligible.everything(ITEMS));
        Candidates found = retrieve(stage, open, 300);
        assertThat(IntStream.range(0, found.size())
                        .filter(row -> (found.sources(row) & Source.REPEAT.bit()) != 0)
                        .mapToObj(found::ordinal))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.of(open.history().items()).distinct().boxed().toList());
        Query closed = new Query(
                open.history(),
                open.userVector(),
                new Eligible(ITEMS, null, open.history().items()),
                Shop.START,
                Map.of());
        Candidates others = retrieve(stage, closed, 300);
        assertThat(IntStream.range(0, others.size()))
                .noneMatch(row -> (others.sources(row) & Source.REPEAT.bit()) != 0);
    }

    @Test
    void eightThreadsRetrieveWhatOneRetrieves() throws Exception {
        Random random = new Random(9);
        List<Callable<List<Integer>>> tasks = new ArrayList<>();
        List<List<Integer>> expected = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Query query = query(random, random.nextInt(20), eligible(random, random.nextDouble()));
            expected.add(items(retrieve(stage, query, 100)));
            tasks.add(() -> items(retrieve(stage, query, 100)));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<List<Integer>>> found = threads.invokeAll(tasks);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).get()).isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void similarItemsAreTheListFirstThenTheVectorsNeighbours() {
        Eligible eligible = eligible(new Random(10), 0.5);
        for (int item : new int[] {0, 1, 500, ITEMS - 1}) {
            List<SimilarItem> similar = stage.similar(item, 30, eligible);
            List<Integer> listed = IntStream.range(
                            CATALOG.similar().begin(item), CATALOG.similar().end(item))
                    .map(CATALOG.similar()::neighbour)
                    .filter(other -> other != item && eligible.contains(other))
                    .boxed()
                    .toList();
            List<Integer> found = similar.stream().map(SimilarItem::ordinal).toList();
            assertThat(found)
                    .hasSize(30)
                    .doesNotHaveDuplicates()
                    .doesNotContain(item)
                    .allMatch(eligible::contains);
            assertThat(found.subList(0, listed.size())).isEqualTo(listed);
            assertThat(similar.subList(listed.size(), 30))
                    .allMatch(other -> other.origin() == SimilarItem.Origin.VECTOR)
                    .isSortedAccordingTo(Comparator.comparingDouble(other -> -other.score()));
        }
    }

    @Test
    void similarItemsOfFewEligibleAreAllOfThem() {
        ItemSet few = new ItemSet(ITEMS);
        List.of(3, 4, 5).forEach(few::add);
        assertThat(stage.similar(4, 10, new Eligible(ITEMS, few, new int[0])))
                .extracting(SimilarItem::ordinal)
                .containsExactlyInAnyOrder(3, 5);
    }

    private static Eligible eligible(Random random, double share) {
        if (share == 1) {
            return Eligible.everything(ITEMS);
        }
        ItemSet items = new ItemSet(ITEMS);
        IntStream.range(0, ITEMS).filter(item -> random.nextDouble() < share).forEach(items::add);
        return new Eligible(ITEMS, items, random.ints(5, 0, ITEMS).toArray());
    }

    private static Query query(Random random, int events, Eligible eligible) {
        int[] items = random.ints(events, 0, ITEMS).toArray();
        byte[] types = new byte[events];
        long[] times = new long[events];
        for (int i = 0; i < events; i++) {
            types[i] = (byte) random.nextInt(2);
            times[i] = Shop.START + i;
        }
        float[] vector = new float[events == 0 ? 0 : DIMENSION];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return new Query(new History(items, types, times), vector, eligible, Shop.START, Map.of());
    }

    private static Candidates retrieve(RetrievalStage stage, Query query, int width) {
        Candidates candidates = new Candidates();
        stage.retrieve(query, width, candidates);
        return candidates;
    }

    private static List<Integer> items(Candidates candidates) {
        return IntStream.range(0, candidates.size())
                .mapToObj(candidates::ordinal)
                .toList();
    }
}
