package dev.millrace.benchmarks;

import dev.millrace.benchmarks.release.BenchmarkBundle;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.edge.EdgeOptions;
import dev.millrace.edge.EdgeRecommender;
import dev.millrace.edge.Engine;
import dev.millrace.edge.Event;
import dev.millrace.edge.Recommendation;
import dev.millrace.edge.Request;
import dev.millrace.edge.catalog.EdgeCatalog;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
 * A list of 20 on a device, one caller, under a filter that nobody has asked for before: where {@link EdgeBenchmark}
 * repeats one, whose clause is kept, each call here walks a column of the bundle.
 *
 * <p>The re-ranker runs in Java, without a fine ranker. Before any timing a list must have 20 different items that are
 * as the filter says. A keyword is not measured: a shop has too few of them for one that is not kept.
 *
 * <p>{@link #newNumber} changes the bound of a price that lets a tenth through; {@link #newPhrase} keeps that bound and
 * changes two words that a title must not have, and some do; {@link #newText} lets all through but for words that no
 * title has. Run: {@code ./millrace bench --only EdgeFilter}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx256m")
@Threads(1)
public class EdgeFilterBenchmark {
    private static final int RESULTS = 20;
    private static final int EVENTS = 50;

    /** Items of the bundle. */
    @Param({"10000", "50000"})
    public int items;

    private @Nullable EdgeRecommender shop;
    private double cheap;
    private List<String> phrases = List.of();
    private int next;

    /** Opens the bundle and checks its lists. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        BenchmarkBundle bundle = BenchmarkBundle.of(EdgeBenchmark.shape(items), false);
        ItemTable table = EdgeCatalog.read(Bundle.open(bundle.file(), bundle.trusted()))
                .catalog()
                .items();
        cheap = EdgeBenchmark.cheap(table);
        phrases = phrases((Column.Texts) table.column("title").orElseThrow());
        EdgeRecommender opened =
                EdgeRecommender.open(bundle.file(), bundle.trusted(), EdgeOptions.DEFAULT.withEngine(Engine.BUILT_IN));
        shop = opened;
        Random random = new Random(1);
        for (int i = 0; i < EVENTS; i++) {
            opened.observe(Event.view(table.ids().get(random.nextInt(items))));
        }
        check(opened, newNumber(), cheap * (1 + 1e-6));
        check(opened, newText(), Double.POSITIVE_INFINITY);
        check(opened, newPhrase(), cheap);
    }

    /** Returns the last two words of titles, each pair once. */
    private static List<String> phrases(Column.Texts titles) {
        Set<String> phrases = new LinkedHashSet<>();
        for (int item = 0; item < titles.size(); item++) {
            String title = titles.value(item);
            phrases.add(title.substring(title.lastIndexOf(' ', title.lastIndexOf(' ') - 1) + 1));
        }
        return List.copyOf(phrases);
    }

    /** The gate: wrong answers are not timed. */
    private static void check(EdgeRecommender opened, List<Recommendation> list, double most) {
        Set<String> different = new HashSet<>();
        for (Recommendation one : list) {
            different.add(one.itemId());
            if (!(opened.attributes(one.itemId()).get("price") instanceof Double price && price <= most)) {
                throw new IllegalStateException("not as filtered, so it is not timed: " + one.itemId());
            }
        }
        if (different.size() != RESULTS) {
            throw new IllegalStateException("different items: " + different.size() + " (expected: " + RESULTS + ")");
        }
    }

    private List<Recommendation> filtered(String filter) {
        if (shop == null) {
            throw new IllegalStateException("not set up");
        }
        return shop.recommend(Request.items(RESULTS).filter(filter).build());
    }

    /** Makes a list of items below a price that differs from every one before by a billionth. */
    @Benchmark
    public List<Recommendation> newNumber() {
        return filtered("price:[* TO " + cheap * (1 + 1e-9 * next++) + "]");
    }

    /** Makes a list of items without words that no filter before had. */
    @Benchmark
    public List<Recommendation> newText() {
        return filtered("NOT title:\"edition " + next++ + "\"");
    }

    /** Makes a list of cheap items without two words next to each other, by turns the last two of all titles. */
    @Benchmark
    public List<Recommendation> newPhrase() {
        return filtered("price:[* TO " + cheap + "] AND NOT title:\"" + phrases.get(next++ % phrases.size()) + "\"");
    }

    /** Closes the recommender. */
    @TearDown(Level.Trial)
    public void close() {
        if (shop != null) {
            shop.close();
        }
    }
}
