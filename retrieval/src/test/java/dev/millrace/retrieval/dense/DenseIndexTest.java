package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.file.FileWriteException;
import dev.millrace.cascade.json.JsonReader;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex;
import dev.millrace.kernel.NativeVectors;
import dev.millrace.kernel.VectorMaps;
import dev.millrace.retrieval.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DenseIndexTest {
    private static final int ITEMS = 3_000;
    private static final Catalog CATALOG = Shop.catalog(11, ITEMS, 16);

    @TempDir
    private Path folder;

    @Test
    void aGraphReadBackFindsWhatTheWrittenOneFound() throws IOException {
        AtomicLong seen = new AtomicLong();
        NativeVectors vectors = NativeVectors.of(CATALOG.vectors());
        Path file = folder.resolve("graph.bin");
        try (GraphIndex built = GraphBuilder.build(vectors, 1, (done, total) -> seen.set(done))) {
            assertThat(seen).hasValue(ITEMS);
            GraphFile.write(built, vectors, file);
            try (GraphIndex read = GraphFile.read(file, vectors)) {
                Clusters queries = new Clusters(1, 10, 16);
                for (int i = 0; i < 20; i++) {
                    float[] query = queries.query();
                    Eligible all = Eligible.everything(ITEMS);
                    assertThat(GraphIndexTest.ordinals(GraphIndexTest.search(read, query, all, 100)))
                            .isEqualTo(GraphIndexTest.ordinals(GraphIndexTest.search(built, query, all, 100)));
                }
            }
        }
    }

    @Test
    void takesTheCheapestOfTheWaysThereAre() {
        Eligible all = Eligible.everything(1_000_000);
        Planner planner = planner(List.of(walked(1_000, 1, Band.Filter.NONE, 0.96)));
        Set<VectorIndex.Strategy> walk = EnumSet.of(VectorIndex.Strategy.EXACT, VectorIndex.Strategy.GRAPH);
        Set<VectorIndex.Strategy> everything = EnumSet.allOf(VectorIndex.Strategy.class);
        assertThat(planner.choose(walk, all, 1000, 64, 0.95)).isEqualTo(VectorIndex.Strategy.GRAPH);
        assertThat(planner.choose(everything, all, 1000, 64, 0.95)).isEqualTo(VectorIndex.Strategy.CLUSTERED);
        assertThat(planner.choose(everything, every(100), 1000, 64, 0.95)).isEqualTo(VectorIndex.Strategy.CLUSTERED);
        assertThat(planner.choose(walk, every(100), 1000, 64, 0.95)).isEqualTo(VectorIndex.Strategy.EXACT);
        assertThat(planner.choose(everything, every(100_000), 1000, 64, 0.95)).isEqualTo(VectorIndex.Strategy.EXACT);
        assertThat(planner.choose(everything, all, 1000, 64, 1)).isEqualTo(VectorIndex.Strategy.EXACT);
    }

    private static Planner planner(List<Planner.Measured> measured) {
        return new Planner(
                List.of(
                        new MarginCurve(
                                0.95,
                                List.of(
                                        new MarginCurve.Point(100, 2, 1, 2_000, null),
                                        new MarginCurve.Point(10_000, 3, 1, 100_000, null))),
                        new MarginCurve(0.99, List.of(new MarginCurve.Point(100, 5, 2, 50_000, null)))),
                List.of(),
                CostModel.MEASURED,
                ListCosts.MEASURED,
                measured);
    }

    private static Planner.Measured walked(int wanted, double share, Band.Filter filter, double recall) {
        return new Planner.Measured(VectorIndex.Strategy.GRAPH, new Band(wanted, share, filter), recall, 5_000, 0.95);
    }

    private static Planner.Measured scanned(int wanted, double share, Band.Filter filter, double asked) {
        return new Planner.Measured(
                VectorIndex.Strategy.CLUSTERED, new Band(wanted, share, filter), 0.96, 5_000, asked);
    }

    @Test
    void walksOnlyWhereTheRecordSaysThatAWalkFindsEnough() {
        Eligible all = Eligible.everything(1_000_000);
        Eligible half = every(2);
        Set<VectorIndex.Strategy> walk = EnumSet.of(VectorIndex.Strategy.EXACT, VectorIndex.Strategy.GRAPH);
        Planner unmeasured = planner(List.of());
        assertThat(unmeasured.choose(walk, all, 100, 64, 0.95)).isEqualTo(VectorIndex.Strategy.EXACT);
        Planner planner = planner(List.of(
                walked(100, 1, Band.Filter.NONE, 0.97),
                walked(500, 1, Band.Filter.NONE, 0.94),
                walked(100, 0.5, Band.Filter.RANDOM, 0.96),
                walked(100, 0.5, Band.Filter.NEAR, 0.96)));
        assertThat(planner.choose(walk, all, 100, 64, 0.95)).isEqualTo(VectorIndex.Strategy.GRAPH);
        assertThat(planner.choose(walk, all, 50, 64, 0.95)).isEqualTo(VectorIndex.Strategy.GRAPH);
        assertThat(planner.choose(walk, all, 100, 64, 0.98)).isEqualTo(VectorIndex.Strategy.EXACT);
        assertThat(planner.choose(walk, all, 101, 64, 0.95)).isEqualTo(VectorIndex.Strategy.EXACT);
        assertThat(planner.choose(walk, half, 100, 64, 0.95)).isEqualTo(VectorIndex.Strategy.GRAPH);
        assertThat(planner.choose(walk, half, 300, 64, 0.95))
                .as("more than were tried under a filter")
                .isEqualTo(VectorIndex.Strategy.EXACT);
        assertThat(planner.choose(walk, every(3), 100, 64, 0.95))
                .as("fewer eligible than were tried")
                .isEqualTo(VectorIndex.Strategy.EXACT);
        Planner near =
                planner(List.of(walked(100, 0.5, Band.Filter.RANDOM, 0.96), walked(100, 0.5, Band.Filter.NEAR, 0.93)));
        assertThat(near.choose(walk, half, 100, 64, 0.95)).isEqualTo(VectorIndex.Strategy.EXACT);
    }

    @Test
    void scansForMoreWhereTheRecordSaysThatLessFellShortAndExactlyWhereNothingWasEnough() {
        Eligible all = Eligible.everything(1_000_000);
        Set<VectorIndex.Strategy> ways = EnumSet.of(VectorIndex.Strategy.EXACT, VectorIndex.Strategy.CLUSTERED);
        Planner planner = planner(List.of(
                scanned(100, 1, Band.Filter.NONE, 0.95),
                scanned(500, 1, Band.Filter.NONE, 0.99),
                scanned(1_000, 1, Band.Filter.NONE, 1)));
        Planner read = Planner.fromJson(Path.of("plan.json"), planner.toJson());
        assertThat(read).isEqualTo(planner);
        assertThat(planner.reach(all, 100, 0.95)).isEqualTo(Reach.of(2, 1));
        assertThat(planner.reach(all, 101, 0.95)).as("on the way to 500").isEqualTo(Reach.of(5, 2));
        assertThat(planner.reach(all, 500, 0.95)).isEqualTo(Reach.of(5, 2));
        assertThat(planner.choose(ways, all, 500, 64, 0.95)).isEqualTo(VectorIndex.Strategy.CLUSTERED);
        assertThat(planner.choose(ways, all, 501, 64, 0.95)).isEqualTo(VectorIndex.Strategy.EXACT);
        assertThat(planner.choose(ways, every(2), 500, 64, 0.95))
                .as("a filter, of which nothing is recorded")
                .isEqualTo(VectorIndex.Strategy.CLUSTERED);
    }

    @Test
    void scoresAsManyItemsAsWereEnoughUnlessSomethingIsFiltered() {
        MarginCurve curve = new MarginCurve(
                0.95,
                List.of(
                        new MarginCurve.Point(100, 3, 2, 30_000, new MarginCurve.Count(12_000, 2.5, 12_500)),
                        new MarginCurve.Point(1_000, 2, 1, 40_000, new MarginCurve.Count(20_000, 1.5, 20_300)),
                        new MarginCurve.Point(10_000, 2, 1, 90_000, null)));
        Planner planner = new Planner(
                List.of(MarginCurve.fromJson(curve.toJson(), true)),
                List.of(new Planner.Extra(100, 0.5, 2)),
                CostModel.MEASURED,
                ListCosts.MEASURED,
                List.of());
        assertThat(curve.toJson().toString())
                .isEqualTo(MarginCurve.fromJson(curve.toJson(), true).toJson().toString());
        Eligible all = Eligible.everything(1_000_000);
        assertThat(planner.reach(all, 100, 0.95)).isEqualTo(new Reach(2.5f, 12_000, 2));
        assertThat(planner.reach(all, 1_000, 0.95)).isEqualTo(new Reach(1.5f, 20_000, 1));
        assertThat(planner.reach(all, 10, 0.95)).isEqualTo(new Reach(2.5f, 12_000, 2));
        assertThat(planner.reach(all, 2_000, 0.95)).isEqualTo(Reach.of(2, 1));
        assertThat(planner.reach(all, 100, 0.99)).isEqualTo(Reach.EVERYTHING);
        Eligible allButSome =
                new Eligible(1_000_000, null, IntStream.range(0, 900).toArray());
        assertThat(planner.reach(allButSome, 100, 0.95)).isEqualTo(planner.reach(all, 1_000, 0.95));
        assertThat(planner.reach(every(2), 100, 0.95).items()).isEqualTo(Integer.MAX_VALUE);
        assertThat(planner.reach(every(100), 100, 0.95)).isEqualTo(Reach.of(2.5, 4));
        assertThat(curve.reached(100, 1_000_000)).isLessThan(curve.visited(100, 1_000_000));
    }

    @Test
    void aFormerPlanHasTheOrderItWasTriedWithAndOneOfNowHasToSayIt() {
        Planner plan = new Planner(
                List.of(new MarginCurve(
                        0.95,
                        List.of(new MarginCurve.Point(100, 3, 2, 30_000, new MarginCurve.Count(12_000, 1.5, 12_500))))),
                List.of(),
                CostModel.MEASURED,
                ListCosts.MEASURED,
                List.of());
        String text = plan.toJson().toString();
        Path file = Path.of("plan.json");
        Eligible all = Eligible.everything(1_000_000);
        assertThat(Planner.fromJson(file, JsonReader.parse(text)).reach(all, 100, 0.95))
                .isEqualTo(new Reach(1.5f, 12_000, 2));
        String orderless = text.replaceAll("\"order\"\\s*:\\s*1.5\\s*,\\s*", "");
        assertThat(orderless).isNotEqualTo(text);
        assertThat(Planner.fromJson(
                                file, JsonReader.parse(orderless.replaceFirst("\"format\"\\s*:\\s*3", "\"format\": 2")))
                        .reach(all, 100, 0.95))
                .isEqualTo(new Reach(4, 12_000, 2));
        assertThatThrownBy(() -> Planner.fromJson(file, JsonReader.parse(orderless)))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("order");
    }

    @Test
    void aScanEndsAfterItsItemsButNotBeforeThereAreEnough() {
        Clusters clusters = new Clusters(3, 50, 16);
        FloatVectors vectors = clusters.items(12_000, 1);
        float[] query = clusters.query();
        try (ClusteredIndex index =
                new ClusteredIndex(ListBuilder.build(vectors, 200, 1, 1, Progress.NONE), NativeVectors.of(vectors))) {
            Eligible all = Eligible.everything(12_000);
            TopItems top = new TopItems(10);
            int few = index.search(query, all, new Reach(8, 150, 1.5f), Effort.USUAL.stop(), top)
                    .visited();
            top.reset(10);
            assertThat(index.search(query, all, Reach.of(8, 1.5), Effort.USUAL.stop(), top)
                            .visited())
                    .isGreaterThan(few);
            top.reset(10);
            int margin = index.search(query, all, Reach.of(0, 1.5), Effort.USUAL.stop(), top)
                    .visited();
            top.reset(10);
            assertThat(index.search(query, all, new Reach(0, 2 * margin, 1.5f), Effort.USUAL.stop(), top)
                            .visited())
                    .as("items after which a scan ends that the margin would have ended after %d", margin)
                    .isGreaterThanOrEqualTo(2 * margin);
            top.reset(2_000);
            assertThat(index.search(query, all, new Reach(8, 150, 1.5f), Effort.USUAL.stop(), top)
                            .visited())
                    .isGreaterThanOrEqualTo(2_000);
            assertThat(top.size()).isEqualTo(2_000);
        }
    }

    private static Eligible every(int step) {
        ItemSet some = new ItemSet(1_000_000);
        for (int item = 0; item < 1_000_000; item += step) {
            some.add(item);
        }
        return new Eligible(1_000_000, some, new int[0]);
    }

    @Test
    void aSmallCatalogueHasNeitherListsNorGraphAndALargeOneHasThemWithWhatWasMeasured() throws IOException {
        FloatVectors none = new FloatVectors(new float[0], 16);
        Release small = Shop.release(
                folder.resolve("small"),
                CATALOG,
                writer -> DenseIndex.write(
                        writer,
                        FloatVectors.of(CATALOG.vectors()),
                        none,
                        IndexConfig.of(1).withGraph(),
                        Progress.NONE));
        assertThat(small.has(DenseIndex.LISTS)).isFalse();
        assertThat(small.has(DenseIndex.GRAPH)).isFalse();
        Catalog large = Shop.catalog(12, 11_000, 16);
        Release release = Shop.release(
                folder.resolve("large"),
                large,
                writer -> DenseIndex.write(
                        writer, FloatVectors.of(large.vectors()), none, IndexConfig.of(1), Progress.NONE));
        Planner planner = Planner.fromJson(release.file(DenseIndex.PLAN), release.json(DenseIndex.PLAN));
        assertThat(planner.measured()).isNotEmpty().allMatch(line -> line.enough() || line.asked() == 1);
        assertThat(Planner.fromJson(folder, planner.toJson())).isEqualTo(planner);
        try (VectorMaps maps = new VectorMaps();
                DenseIndex index = DenseIndex.open(release, large.vectors());
                DenseIndex mapped =
                        DenseIndex.open(release, Catalog.read(release, maps).vectors())) {
            float[] query = new Clusters(1, 10, 16).query();
            for (VectorIndex.Strategy strategy : List.of(VectorIndex.Strategy.CLUSTERED, VectorIndex.Strategy.EXACT)) {
                assertThat(best(mapped, query, strategy)).hasSize(10).isEqualTo(best(index, query, strategy));
            }
        }
    }

    private static List<Integer> best(DenseIndex index, float[] query, VectorIndex.Strategy strategy) {
        TopItems top = new TopItems(10);
        index.search(query, Eligible.everything(11_000), strategy, Effort.USUAL, top);
        return GraphIndexTest.ordinals(top);
    }

    @Test
    void aGraphOfAReleaseIsWalkedForFewItemsWhereThatIsCheaper() throws IOException {
        Catalog large = Shop.catalog(12, 11_000, 16);
        FloatVectors vectors = FloatVectors.of(large.vectors());
        AtomicLong nanos = new AtomicLong();
        Release release = Shop.release(
                folder,
                large,
                writer -> DenseIndex.write(
                        writer,
                        vectors,
                        new FloatVectors(new float[0], 16),
                        IndexConfig.of(2).withGraph(),
                        Progress.NONE,
                        () -> nanos.addAndGet(1_000)));
        Eligible all = Eligible.everything(11_000);
        float[] query = new Clusters(1, 10, 16).query();
        try (DenseIndex index = DenseIndex.open(release, vectors)) {
            assertThat(index.search(query, all, new TopItems(10)).strategy()).isEqualTo(VectorIndex.Strategy.GRAPH);
            assertThat(index.search(query, all, new TopItems(1_000)).strategy())
                    .isEqualTo(VectorIndex.Strategy.CLUSTERED);
        }
    }

    @Test
    void codesAloneNeverMakeASearchUnderAFilterReadEverything() throws IOException {
        FloatVectors vectors = new Clusters(31, 40, 16).items(33_000, 1);
        NativeVectors rows = NativeVectors.of(vectors);
        try (ClusteredIndex lists = new ClusteredIndex(ListBuilder.build(vectors, 360, 1, 2, Progress.NONE), rows)) {
            FloatVectors queries = SampleQueries.of(new FloatVectors(new float[0], 16), vectors, 1);
            Planner planner = new Calibration(rows, lists, null, queries, System::nanoTime).run();
            assertThat(planner.extras()).isNotEmpty().allMatch(extra -> extra.margin() < 4);
        }
    }

    @Test
    void aPlanThatDoesNotFitIsRefusedByName() {
        Path file = Path.of("plan.json");
        assertThatThrownBy(() -> Planner.fromJson(file, JsonReader.parse("{\"format\":1}")))
                .hasMessageContaining(
                        "format: 1 (expected: 2 or 3; a release of another version has to be written again)");
        for (String json : List.of(
                "{}",
                "{\"format\":1}",
                "{\"format\":2}",
                new Planner(List.of(), List.of(), CostModel.MEASURED, ListCosts.MEASURED, List.of())
                        .toJson()
                        .toString()
                        .replace("\"perItem\": 1.25", "\"perItem\": -1"))) {
            assertThatThrownBy(() -> Planner.fromJson(file, JsonReader.parse(json)))
                    .isInstanceOf(BadReleaseException.class)
                    .hasMessageContaining("plan.json");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aGraphThatTheDiskDoesNotTakeIsNamed() throws IOException {
        Path file = Files.createSymbolicLink(folder.resolve("graph.bin"), Path.of("/dev/full"));
        NativeVectors vectors = NativeVectors.of(CATALOG.vectors());
        try (GraphIndex index = GraphBuilder.build(vectors, 1, Progress.NONE)) {
            assertThatThrownBy(() -> GraphFile.write(index, vectors, file))
                    .isInstanceOf(FileWriteException.class)
                    .hasMessage(file + ": cannot be written: No space left on device");
        }
    }

    @Test
    void aGraphThatIsDamagedOrOfOtherVectorsIsRefusedByName() throws IOException {
        Path file = folder.resolve("graph.bin");
        NativeVectors vectors = NativeVectors.of(CATALOG.vectors());
        try (GraphIndex index = GraphBuilder.build(vectors, 1, Progress.NONE)) {
            GraphFile.write(index, vectors, file);
        }
        byte[] good = Files.readAllBytes(file);
        List<byte[]> bad = new ArrayList<>();
        for (int length : new int[] {0, 3, 11, 12, 40, good.length / 2, good.length - 1}) {
            bad.add(java.util.Arrays.copyOf(good, length));
        }
        for (int at = 0; at < good.length; at += at < 60 ? 3 : good.length / 9) {
            byte[] flipped = good.clone();
            flipped[at] ^= (byte) 0x80;
            bad.add(flipped);
        }
        for (byte[] bytes : bad) {
            Files.write(file, bytes);
            assertThatThrownBy(() -> GraphFile.read(file, vectors))
                    .as("%s bytes", bytes.length)
                    .isInstanceOf(BadReleaseException.class)
                    .hasMessageContaining("graph.bin");
        }
        Files.write(file, good);
        GraphFile.read(file, vectors).close();
        assertThatThrownBy(() -> GraphFile.read(file, NativeVectors.of(new Clusters(2, 5, 16).items(ITEMS - 1, 2))))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("items: 3000 (expected: 2999, from the item vectors)");
        assertThatThrownBy(() -> GraphFile.read(file, NativeVectors.of(new Clusters(2, 5, 8).items(ITEMS, 2))))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("dimension: 16 (expected: 8");
    }
}
