package dev.millrace.training.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.BundleFacts;
import dev.millrace.cascade.bundle.BundleWriter;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.RerankSignature;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Split;
import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import dev.millrace.edge.EdgeOptions;
import dev.millrace.edge.EdgeRecommender;
import dev.millrace.edge.Engine;
import dev.millrace.edge.Event;
import dev.millrace.edge.Recommendation;
import dev.millrace.edge.catalog.EdgeCatalog;
import dev.millrace.edge.onnx.OnnxReranker;
import dev.millrace.edge.rerank.MlpReranker;
import dev.millrace.edge.rerank.MlpWeights;
import dev.millrace.training.evaluate.OpenRelease;
import dev.millrace.training.evaluate.TestUser;
import dev.millrace.training.pipeline.Learning;
import dev.millrace.training.pipeline.TrainOptions;
import dev.millrace.training.pipeline.TrainingProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles of a release trained on a small shop, held against the release. */
final class EdgeExportTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final int ITEMS = 1000;

    @TempDir
    static Path folder;

    private static List<TestUser> users = List.of();
    private static OpenRelease open;

    @BeforeAll
    static void train() throws Exception {
        Dataset shop = SyntheticShop.generate(new ShopOptions(ITEMS, 300, 6000, 5));
        Learning learning = Learning.of(shop, Split.defaultFor(shop), false, false, 1);
        TrainOptions options = new TrainOptions(16, 2, 1, false, Duration.ofMillis(1));
        Path release = learning.trainer(options, TrainingProgress.SILENT).train(folder, "small", learning.facts());
        users = learning.testUsers();
        open = OpenRelease.open(release);
    }

    @AfterAll
    static void close() {
        open.close();
    }

    private static ExportOptions options() {
        return new ExportOptions(0, null, 0, 0.01, true, false, 1, Duration.ofDays(30), 100);
    }

    private static ExportOptions options(int items, long maxBytes, double loss, boolean fallBack) {
        return new ExportOptions(items, null, maxBytes, loss, true, fallBack, 1, Duration.ofDays(30), 100);
    }

    private static ExportReport export(ExportOptions options, Path out) throws Exception {
        return new EdgeExport(open, options, TrainingProgress.SILENT).write(out, KEY, users);
    }

    @Test
    void aBundleOfTheWholeCatalogueAnswersAsTheServerDoes() throws Exception {
        Path out = folder.resolve("whole.edge");
        ExportReport report = export(options(), out);
        assertThat(report.coding().overlap()).isGreaterThanOrEqualTo(0.95);
        assertThat(report.coding().relative()).isLessThanOrEqualTo(0.01);
        assertThat(report.manifest().facts().items()).isEqualTo(ITEMS);
        EdgeOptions device = EdgeOptions.DEFAULT.withEngine(Engine.ONNX);
        double found = 0;
        int asked = 0;
        for (TestUser user : users.subList(0, 40)) {
            try (EdgeRecommender shop = EdgeRecommender.open(out, TrustedKeys.of(KEY.publicKey()), device)) {
                List<HistoryEvent> history = Requests.events(open.catalog().items(), user.history());
                for (HistoryEvent event : history) {
                    shop.observe(Event.of(event.type(), event.itemId()).at(event.timestampMillis()));
                }
                Set<String> expected = new HashSet<>();
                Request request = Request.items(10)
                        .withHistory(history)
                        .withExclude(new Request.Exclude(true, List.of()))
                        .withDiversity(Request.Diversity.NONE);
                for (Response.Item item :
                        open.cascade().recommend(request, Deadline.none()).items()) {
                    expected.add(item.itemId());
                }
                List<Recommendation> actual = shop.recommend(
                        dev.millrace.edge.Request.items(10).excludeSeen(true).build());
                assertThat(actual).hasSameSizeAs(expected);
                found += actual.stream()
                        .filter(item -> expected.contains(item.itemId()))
                        .count();
                asked += expected.size();
            }
        }
        assertThat(found / asked).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void theSameReleaseOptionsAndKeyGiveTheSameBytes() throws Exception {
        export(options(100, 0, 1, false), folder.resolve("once.edge"));
        export(options(100, 0, 1, false), folder.resolve("again.edge"));
        assertThat(folder.resolve("once.edge")).hasSameBinaryContentAs(folder.resolve("again.edge"));
    }

    @Test
    void aSliceHasTheItemsAskedForAndKnowsNoOthers() throws Exception {
        Path out = folder.resolve("slice.edge");
        ExportReport report = export(options(80, 0, 1, false), out);
        Bundle bundle = Bundle.open(out, TrustedKeys.of(KEY.publicKey()));
        EdgeCatalog read = EdgeCatalog.read(bundle);
        assertThat(read.catalog().items().size()).isEqualTo(80);
        assertThat(report.manifest().facts().items()).isEqualTo(80);
        for (String id : read.catalog().items().ids()) {
            int before = open.catalog().items().ordinal(id);
            int now = read.catalog().items().ordinal(id);
            assertThat(read.catalog().items().attributes(now))
                    .isEqualTo(open.catalog().items().attributes(before));
        }
        assertThat(report.toText())
                .contains("80 of 1000 items")
                .contains("slice alone")
                .containsPattern(
                        "beyond the most popular: +NDCG@10 [+-]0\\.\\d+ \\(95%: [+-]0\\.\\d+ to [+-]0\\.\\d+\\)");
    }

    @Test
    void usefulItemsKeepMoreOfTheServersAnswersThanPopularOnes() throws Exception {
        List<Asked> requests = Requests.heldOut(open, users, 200, 3);
        int[] useful = UsefulItems.choose(open.cascade(), Requests.whole(open, 1000, 1), 60, TrainingProgress.SILENT);
        int[] popular = Arrays.copyOf(open.catalog().statistics().byPopularity(), 60);
        Answers server = Answers.of(open.cascade(), requests);
        double ofUseful =
                Comparison.with(open, useful, requests, server).ofSlice().overlap();
        double ofPopular =
                Comparison.with(open, popular, requests, server).ofSlice().overlap();
        assertThat(ofUseful).isGreaterThan(ofPopular);
    }

    @Test
    void aFilterChoosesItems() throws Exception {
        ExportOptions filtered = new ExportOptions(0, "price:[* TO 50]", 0, 1, false, false, 7, Duration.ofDays(1), 50);
        Path out = folder.resolve("filtered.edge");
        ExportReport report = export(filtered, out);
        EdgeCatalog read = EdgeCatalog.read(Bundle.open(out, TrustedKeys.of(KEY.publicKey())));
        assertThat(read.catalog().items().size()).isPositive().isLessThan(ITEMS);
        for (int item = 0; item < read.catalog().items().size(); item++) {
            assertThat((Double) read.catalog().items().attributes(item).get("price"))
                    .isLessThanOrEqualTo(50);
        }
        assertThat(report.manifest().facts().number()).isEqualTo(7);
        assertThat(report.manifest().parts()).noneMatch(part -> part.name().startsWith("finerank/"));
    }

    @Test
    void aByteLimitIsKeptAndTheFineRankerStaysOutWhereItDoesNotFit() throws Exception {
        ExportReport all = export(options(0, 0, 1, false), folder.resolve("all.edge"));
        long fine = all.manifest().parts().stream()
                .filter(part -> part.name().startsWith("finerank/"))
                .mapToLong(part -> part.bytes())
                .sum();
        assertThat(fine).isPositive();
        long limit = all.bytes() - fine;
        ExportReport small = export(options(0, limit, 1, false), folder.resolve("small.edge"));
        assertThat(small.bytes()).isLessThanOrEqualTo(limit);
        ExportReport least = export(options(0, 95_000, 1, false), folder.resolve("least.edge"));
        assertThat(least.bytes()).isLessThanOrEqualTo(95_000);
        assertThat(least.manifest().parts()).noneMatch(part -> part.name().startsWith("finerank/"));
        assertThatThrownBy(() -> export(options(0, 10_000, 1, false), folder.resolve("none.edge")))
                .isInstanceOf(ExportRefusedException.class)
                .hasMessageContaining("max-bytes: 10000 (expected: at least ");
    }

    @Test
    void aBundleThatLosesTooMuchIsNotWrittenAndTheCostliestPartIsNamed() throws Exception {
        Path out = folder.resolve("refused.edge");
        Shelf shelf = new Shelf(open, IntStream.range(0, ITEMS).toArray());
        int refused = 0;
        // Few users of a small shop: some coarse bundles happen to lose nothing.
        for (Precision rung :
                Precision.ladder(shelf.dimension(), false).reversed().subList(0, 6)) {
            try {
                export(options(0, shelf.estimate(rung), 0, false), out);
                Files.delete(out);
            } catch (ExportRefusedException e) {
                refused++;
                assertThat(e)
                        .hasMessageContaining("NDCG@10 loss: ")
                        .hasMessageMatching(
                                "(?s).*the (item vectors|fold-in|similar lists|re-ranker|fine ranker) cost most.*");
                assertThat(Files.exists(out)).isFalse();
            }
        }
        assertThat(refused).isPositive();
    }

    private static ExportOptions withoutFineRanker(long maxBytes, double loss, boolean fallBack) {
        return new ExportOptions(0, null, maxBytes, loss, false, fallBack, 1, Duration.ofDays(30), 100);
    }

    @Test
    void aBundleThatLosesTooMuchIsWrittenWithAPartCodedMoreFinelyWhereThatIsAskedFor() throws Exception {
        Path out = folder.resolve("fallback.edge");
        Shelf shelf = new Shelf(open, IntStream.range(0, ITEMS).toArray());
        List<Precision> coarsestFirst =
                Precision.ladder(shelf.dimension(), false).reversed();
        List<String> tried = new ArrayList<>();
        // Few users of a small shop: some coarse bundles happen to lose nothing, or to gain nothing by a part that
        // still fits.
        for (int rung = 0; rung + 1 < coarsestFirst.size(); rung++) {
            long room = shelf.estimate(coarsestFirst.get(rung + 1)) - 1;
            ExportReport coarse = export(withoutFineRanker(room, 1, false), out);
            Files.delete(out);
            double tight = 0.99 * coarse.coding().relative();
            if (tight <= 0) {
                tried.add(coarse.precision() + " loses nothing");
                continue;
            }
            ExportRefusedException refusal = catchThrowableOfType(
                    ExportRefusedException.class, () -> export(withoutFineRanker(room, tight, false), out));
            assertThat(refusal)
                    .hasMessageContaining("NDCG@10 loss: ")
                    .hasMessageContaining("; --precision-fallback codes parts more finely");
            Precision.Part named = named(refusal);
            assertThat(out).doesNotExist();
            ExportReport fine;
            try {
                fine = export(withoutFineRanker(room, tight, true), out);
            } catch (ExportRefusedException e) {
                tried.add(e.getMessage());
                assertThat(out).doesNotExist();
                continue;
            }
            assertThat(fine.coding().relative()).isLessThanOrEqualTo(tight);
            assertThat(Files.size(out)).isEqualTo(fine.bytes()).isLessThanOrEqualTo(room);
            assertThat(fine.precision()).isNotEqualTo(coarse.precision());
            for (Precision least :
                    List.of(coarse.precision(), coarse.precision().finer(named, shelf.dimension()))) {
                assertThat(fine.precision().vectorBytes()).isGreaterThanOrEqualTo(least.vectorBytes());
                assertThat(fine.precision().inputBytes()).isGreaterThanOrEqualTo(least.inputBytes());
                assertThat(fine.precision().similar()).isGreaterThanOrEqualTo(least.similar());
                assertThat(!least.rerankInt8() && fine.precision().rerankInt8()).isFalse();
            }
            assertThat(fine.manifest().parts()).isNotEqualTo(coarse.manifest().parts());
            assertThat(EdgeCatalog.read(Bundle.open(out, TrustedKeys.of(KEY.publicKey())))
                            .catalog()
                            .items()
                            .size())
                    .isEqualTo(ITEMS);
            return;
        }
        throw new AssertionError("no bundle that loses too much was saved: " + tried);
    }

    /** Returns the part that a refusal says costs most. */
    private static Precision.Part named(ExportRefusedException refusal) {
        return Arrays.stream(Precision.Part.values())
                .filter(part -> String.valueOf(refusal.getMessage()).contains("the " + part.label() + " cost most"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(refusal));
    }

    @Test
    void knownUsersMeasureABundleWhereThereIsNoData() throws Exception {
        ExportReport report = new EdgeExport(open, options(0, 0, 0.05, false), TrainingProgress.SILENT)
                .write(folder.resolve("known.edge"), KEY, null);
        assertThat(report.heldOut()).isFalse();
        assertThat(report.coding().requests()).isGreaterThan(50);
        assertThat(report.toText()).contains("which training has seen");
    }

    @Test
    void aSliceInFullPrecisionAnswersAsTheServerAskedForItsItems() throws Exception {
        int[] chosen = IntStream.range(0, ITEMS).filter(item -> item % 3 > 0).toArray();
        List<Asked> requests = Requests.heldOut(open, users, 60, 3);
        Comparison comparison = Comparison.with(open, chosen, requests);
        Shelf shelf = new Shelf(open, chosen);
        Precision precision = Precision.ladder(shelf.dimension(), true).get(0);
        try (DeviceCascade device = shelf.cascade(precision, EnumSet.allOf(Precision.Part.class))) {
            assertThat(comparison.ofCoding(comparison.ask(device)).overlap()).isGreaterThan(0.98);
        }
        assertThat(comparison.ofSlice().overlap()).isLessThan(0.98);
    }

    @Test
    void aBundleWithoutAFineRankerIsHeldAgainstAServerWithoutOne() throws Exception {
        ExportOptions without = new ExportOptions(0, null, 0, 0.05, false, false, 1, Duration.ofDays(1), 100);
        ExportReport report = export(without, folder.resolve("without.edge"));
        assertThat(report.coding().overlap()).isGreaterThanOrEqualTo(0.95);
        assertThat(report.coding().serverNdcg()).isEqualTo(report.stages().deviceNdcg());
        assertThat(report.stages().serverNdcg()).isEqualTo(report.slice().deviceNdcg());
        assertThat(report.all().deviceNdcg()).isEqualTo(report.coding().deviceNdcg());
        assertThat(report.toText())
                .contains("no fine ranker, without coding")
                .contains("all of it, against the server");
        assertThat(report.coding().lost().low())
                .isLessThanOrEqualTo(report.coding().relative());
        assertThat(report.coding().lost().high())
                .isGreaterThanOrEqualTo(report.coding().relative());
    }

    @Test
    void everyBundleThatAnExportWritesOpensWithoutOnnxRuntime() throws Exception {
        Path out = folder.resolve("any.edge");
        Shelf shelf = new Shelf(open, IntStream.range(0, 100).toArray());
        Set<Precision> all = new LinkedHashSet<>();
        for (boolean fine : new boolean[] {true, false}) {
            for (Precision rung : Precision.ladder(shelf.dimension(), fine)) {
                all.add(rung);
                for (Precision.Part part : Precision.Part.values()) {
                    all.add(rung.finer(part, shelf.dimension()));
                }
            }
        }
        Instant created = Instant.parse("2026-11-24T08:00:00Z");
        BundleFacts facts = new BundleFacts(
                1, 1, created, created.plusSeconds(1), "small", 100, shelf.dimension(), new JsonObject());
        for (Precision precision : all) {
            BundleWriter writer = new BundleWriter(facts);
            shelf.parts(precision).all().forEach(writer::part);
            writer.write(out, KEY);
            EdgeOptions builtIn = EdgeOptions.DEFAULT.withEngine(Engine.BUILT_IN);
            try (EdgeRecommender shop = EdgeRecommender.open(out, TrustedKeys.of(KEY.publicKey()), builtIn)) {
                assertThat(shop.bundle().engine()).as("%s", precision).isEqualTo("built-in, none");
                assertThat(shop.recommend(dev.millrace.edge.Request.items(5).build()))
                        .as("%s", precision)
                        .hasSize(5);
            }
        }
        assertThat(all).anyMatch(precision -> !precision.rerankInt8());
    }

    @Test
    void aYardstickThatFindsNothingRefusesUnlessAnyLossIsGood() throws Exception {
        List<Double> prices = IntStream.range(0, ITEMS)
                .mapToObj(
                        item -> (Double) open.catalog().items().attributes(item).getOrDefault("price", Double.NaN))
                .toList();
        List<TestUser> others = users.stream()
                .filter(user ->
                        IntStream.range(0, ITEMS).noneMatch(item -> user.isTarget(item) && prices.get(item) <= 50))
                .toList();
        assertThat(others).isNotEmpty();
        Path out = folder.resolve("unknown.edge");
        ExportOptions strict = new ExportOptions(0, "price:[* TO 50]", 0, 0.99, false, true, 7, Duration.ofDays(1), 50);
        assertThatThrownBy(() -> new EdgeExport(open, strict, TrainingProgress.SILENT).write(out, KEY, others))
                .isInstanceOf(ExportRefusedException.class)
                .hasMessageStartingWith("NDCG@10: 0 of the server, asked for the same items and stages (expected: ")
                .hasMessageEndingWith("--max-ndcg-loss 1");
        assertThat(out).doesNotExist();
        ExportOptions any = new ExportOptions(0, "price:[* TO 50]", 0, 1, false, false, 7, Duration.ofDays(1), 50);
        ExportReport report = new EdgeExport(open, any, TrainingProgress.SILENT).write(out, KEY, others);
        assertThat(report.toText()).contains("NDCG@10 0.00000 of 0 (loss unknown)");
    }

    @Test
    void withoutANumberABundleHasTheReleasesDate() throws Exception {
        ExportOptions dated = new ExportOptions(100, null, 0, 1, false, false, 0, Duration.ofDays(30), 100);
        ExportReport report = export(dated, folder.resolve("dated.edge"));
        Instant created = Instant.parse(open.release().manifest().created());
        assertThat(report.manifest().facts().number()).isEqualTo(created.getEpochSecond());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theRerankersGraphAndTheBuiltInPassScoreAlike(boolean int8) throws Exception {
        BundleParts models = new ModelParts(open.release(), new int[] {0, 1, 2}, new float[] {1, 1, 1}).reranker(int8);
        List<String> features = open.stages().features().names();
        RerankSignature signature = RerankSignature.of(EdgeCatalog.json(models, ModelParts.RERANK_SIGNATURE), features);
        Random random = new Random(11);
        Candidates candidates = new Candidates();
        int rows = 300;
        int[] order = new int[rows];
        for (int row = 0; row < rows; row++) {
            candidates.add(row, 1, 0);
            order[row] = row;
        }
        float[] matrix = candidates.allocateFeatures(features.size());
        for (int i = 0; i < rows * features.size(); i++) {
            matrix[i] = random.nextInt(10) == 0 ? Float.NaN : (float) (3 * random.nextGaussian());
        }
        Query query = new Query(History.EMPTY, new float[0], Eligible.everything(ITEMS), 0, Map.of());
        float[] builtIn = new float[rows];
        float[] graph = new float[rows];
        new MlpReranker(signature.standardization(), MlpWeights.read(models.part(ModelParts.RERANK_WEIGHTS)))
                .score(query, candidates, order, rows, builtIn);
        try (OnnxReranker ranker = OnnxReranker.open(models.bytes(ModelParts.RERANK_GRAPH), signature)) {
            ranker.score(query, candidates, order, rows, graph);
        }
        for (int row = 0; row < rows; row++) {
            assertThat(graph[row]).isCloseTo(builtIn[row], within(int8 ? 1e-3f : 1e-4f));
        }
    }

    @Test
    void theCodedGraphsRunFusedAsTheUncodedOnesDo() throws Exception {
        float[] shares = new float[ITEMS];
        Arrays.fill(shares, 1);
        ModelParts models =
                new ModelParts(open.release(), IntStream.range(0, ITEMS).toArray(), shares);
        for (int bits : new int[] {8, 5, 4, 2}) {
            Map<String, Integer> precise =
                    OptimizedGraph.operators(models.fineRanker(0).bytes(ModelParts.FINE_GRAPH), folder);
            Map<String, Integer> coded =
                    OptimizedGraph.operators(models.fineRanker(bits).bytes(ModelParts.FINE_GRAPH), folder);
            for (String operator : List.of("SkipLayerNormalization", "FusedGemm", "FusedMatMul", "Softmax")) {
                assertThat(coded.getOrDefault(operator, 0))
                        .as("%s of %s, coded as %s", operator, precise, coded)
                        .isEqualTo(precise.getOrDefault(operator, 0));
            }
            // Rows of the history and of the candidates are turned back.
            assertThat(coded.getOrDefault("MatMul", 0))
                    .as("%s, coded as %s", precise, coded)
                    .isEqualTo(precise.getOrDefault("MatMul", 0) + (bits < 8 ? 2 : 0));
            // A product of int8 weights is one operator that reads them as they are.
            assertThat(coded.getOrDefault("MatMulNBits", 0)).as("%s", coded).isPositive();
            assertThat(coded.getOrDefault("Gemm", 0) + coded.getOrDefault("MatMulNBits", 0))
                    .as("%s, coded as %s", precise, coded)
                    .isEqualTo(precise.getOrDefault("Gemm", 0));
        }
    }
}
