package dev.millrace.benchmarks;

import dev.millrace.benchmarks.release.BenchmarkBundle;
import dev.millrace.benchmarks.release.ReleaseShape;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.edge.EdgeOptions;
import dev.millrace.edge.EdgeRecommender;
import dev.millrace.edge.Engine;
import dev.millrace.edge.Event;
import dev.millrace.edge.Recommendation;
import dev.millrace.edge.Report;
import dev.millrace.edge.Request;
import dev.millrace.edge.catalog.EdgeCatalog;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A list of 20 on a device, one caller: the recommender over a bundle, for a user with some events.
 *
 * <p>The bundle is exported from an untrained release of the reference re-ranker: its speed is real, its answers mean
 * nothing. Before any timing the answers must have 20 different items, cheap where that is the filter, scored by the
 * last stage there is, with every stage at its full width.
 *
 * <p>{@link #recommend} is a list, {@link #afterAnEvent} one whose history changed, so that it is encoded anew. Run:
 * {@code ./millrace bench --stage edge}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx256m")
@Threads(1)
public class EdgeBenchmark {
    private static final int RESULTS = 20;
    private static final double SHARE = 0.1;

    /** Items of the bundle. */
    @Param({"10000", "50000"})
    public int items;

    /**
     * {@code BUILT_IN}: the re-ranker in Java alone; {@code ONNX}: both rankers on ONNX Runtime; {@code AUTO}: one
     * each.
     */
    @Param({"BUILT_IN", "AUTO", "ONNX"})
    public Engine engine = Engine.AUTO;

    /** Whether lists are of the cheapest tenth of the items: one filter, evaluated once and kept. */
    @Param({"false", "true"})
    public boolean filtered;

    /** Events of the user. */
    @Param("50")
    public int events;

    private @Nullable EdgeRecommender shop;
    private Request request = Request.items(RESULTS).build();
    private int next;
    private List<String> ids = List.of();

    /** Opens the bundle and checks its lists. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        BenchmarkBundle bundle = BenchmarkBundle.of(shape(items), engine != Engine.BUILT_IN);
        ItemTable table = EdgeCatalog.read(Bundle.open(bundle.file(), bundle.trusted()))
                .catalog()
                .items();
        ids = table.ids();
        if (filtered) {
            request = Request.items(RESULTS)
                    .filter("price:[* TO " + cheap(table) + "]")
                    .build();
        }
        EdgeRecommender opened =
                EdgeRecommender.open(bundle.file(), bundle.trusted(), EdgeOptions.DEFAULT.withEngine(engine));
        shop = opened;
        Random random = new Random(1);
        for (int i = 0; i < events; i++) {
            opened.observe(Event.view(ids.get(random.nextInt(items))));
        }
        check(opened, filtered ? cheap(table) : Double.POSITIVE_INFINITY);
    }

    static ReleaseShape shape(int items) {
        return new ReleaseShape(items, 64, 2_000, 60, 32, 64, 50, 1);
    }

    /** Returns the price that a tenth of the items is below. */
    static double cheap(ItemTable table) {
        Column.Numbers prices = table.numbers(Field.Role.PRICE).orElseThrow();
        double[] sorted = IntStream.range(0, prices.size())
                .mapToDouble(prices::value)
                .sorted()
                .toArray();
        return sorted[(int) (SHARE * sorted.length)];
    }

    /** The gate: wrong answers are not timed. */
    private void check(EdgeRecommender opened, double most) {
        List<Recommendation> list = opened.recommend(request);
        Set<String> different = new HashSet<>();
        for (Recommendation one : list) {
            different.add(one.itemId());
            expect(one.scoredBy().equals(engine == Engine.BUILT_IN ? "rerank" : "fine"), one.scoredBy());
            expect(
                    opened.attributes(one.itemId()).get("price") instanceof Double price && price <= most,
                    "price of " + one.itemId());
        }
        expect(different.size() == RESULTS, "different items: " + different.size());
        Report report = opened.lastReport();
        expect(report != null && !report.degraded(), "degraded");
        expect(report != null && report.historyEvents() == events, "history");
    }

    private static void expect(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("the list is not as expected, so it is not timed: " + what);
        }
    }

    /** Makes the list again. */
    @Benchmark
    public List<Recommendation> recommend() {
        return shop().recommend(request);
    }

    /** Observes an event, in memory, and makes the list. */
    @Benchmark
    public List<Recommendation> afterAnEvent() {
        shop().observe(Event.view(ids.get(next++ % items)));
        return shop().recommend(request);
    }

    private EdgeRecommender shop() {
        if (shop == null) {
            throw new IllegalStateException("not set up");
        }
        return shop;
    }

    /** Closes the recommender. */
    @TearDown(Level.Trial)
    public void close() {
        shop().close();
    }
}
