package dev.millrace.benchmarks;

import dev.millrace.benchmarks.release.BenchmarkBundle;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.edge.EdgeOptions;
import dev.millrace.edge.EdgeRecommender;
import dev.millrace.edge.Engine;
import dev.millrace.edge.Event;
import dev.millrace.edge.Recommendation;
import dev.millrace.edge.Request;
import dev.millrace.edge.catalog.EdgeCatalog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From opening a bundle to the first list where the process runs already and its code is compiled, as when an app opens
 * its shop a second time. The file is in the system's cache; closing counts too. Each list is checked.
 *
 * <p>What a process pays that has just started, {@link EdgeOpenBenchmark} says. Run: {@code ./millrace bench --stage
 * edge --only EdgeReopen}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx256m")
@Threads(1)
public class EdgeReopenBenchmark {
    private static final int RESULTS = 20;

    /** Items of the bundle. */
    @Param("50000")
    public int items;

    /** What runs the models. */
    @Param({"BUILT_IN", "AUTO"})
    public Engine engine = Engine.BUILT_IN;

    private @Nullable BenchmarkBundle exported;
    private String itemId = "";

    /** Exports the bundle. */
    @Setup
    public void export() throws IOException {
        BenchmarkBundle bundle = BenchmarkBundle.of(EdgeBenchmark.shape(items), engine != Engine.BUILT_IN);
        itemId = EdgeCatalog.read(Bundle.open(bundle.file(), bundle.trusted()))
                .catalog()
                .items()
                .id(items / 2);
        exported = bundle;
    }

    /** Opens the bundle, verified as a whole, notes an event, makes a list, closes. */
    @Benchmark
    public List<Recommendation> openToFirstList() throws IOException {
        BenchmarkBundle bundle = Optional.ofNullable(exported).orElseThrow();
        try (EdgeRecommender shop =
                EdgeRecommender.open(bundle.file(), bundle.trusted(), EdgeOptions.DEFAULT.withEngine(engine))) {
            shop.observe(Event.view(itemId));
            List<Recommendation> list = shop.recommend(Request.items(RESULTS).build());
            if (list.size() != RESULTS
                    || !list.getFirst().scoredBy().equals(engine == Engine.BUILT_IN ? "rerank" : "fine")) {
                throw new IllegalStateException("not timed, for the list is not as expected: " + list);
            }
            return list;
        }
    }
}
