package dev.millrace.benchmarks;

import dev.millrace.benchmarks.release.BenchmarkBundle;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.edge.EdgeOptions;
import dev.millrace.edge.EdgeRecommender;
import dev.millrace.edge.Engine;
import dev.millrace.edge.Event;
import dev.millrace.edge.Request;
import dev.millrace.edge.catalog.EdgeCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * From opening a bundle to the first list, in a fresh JVM each time, and what that leaves on the heap. The file is in the
 * system's cache.
 *
 * <p>What JMH times is the whole process. What counts is measured inside it, before and after: {@code openToFirst} in
 * microseconds, {@code heapKilobytes} after a collection, and {@code residentKilobytes}: the resident anonymous memory of the
 * process, which is all but mapped files, above that of a JVM with the same options that does nothing. All are summed over the
 * runs of an iteration, of which there is one.
 * Run: {@code ./millrace bench --stage edge}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 10)
@Fork(1)
public class EdgeOpenBenchmark {
    /** Items of the bundle. */
    @Param("50000")
    public int items;

    /** What runs the models. */
    @Param({"BUILT_IN", "AUTO"})
    public Engine engine = Engine.BUILT_IN;

    private @Nullable BenchmarkBundle bundle;
    private String itemId = "";

    /** What the process measured of itself. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Measured {
        /** Microseconds from opening to the first list. */
        public long openToFirst;

        /** Heap in use after a collection. */
        public long heapKilobytes;

        /** Resident anonymous memory after it, less that of a JVM with the same options that does nothing. */
        public long residentKilobytes;

        /** Forgets the last iteration. */
        @Setup(Level.Iteration)
        public void reset() {
            openToFirst = 0;
            heapKilobytes = 0;
            residentKilobytes = 0;
        }
    }

    /** Exports the bundle. */
    @Setup(Level.Trial)
    public void export() throws IOException {
        bundle = BenchmarkBundle.of(EdgeBenchmark.shape(items), engine != Engine.BUILT_IN);
        itemId = EdgeCatalog.read(Bundle.open(bundle.file(), bundle.trusted()))
                .catalog()
                .items()
                .id(items / 2);
    }

    /** Starts a JVM that opens the bundle and asks for a list. */
    @Benchmark
    public long openToFirstList(Measured measured) throws IOException, InterruptedException {
        if (bundle == null) {
            throw new IllegalStateException("not set up");
        }
        String[] numbers =
                numbersOf(App.class, bundle.file().toString(), bundle.key().toBase64(), engine.name(), itemId);
        measured.openToFirst += Long.parseLong(numbers[0]) / 1_000;
        measured.heapKilobytes += Long.parseLong(numbers[1]) / 1_024;
        measured.residentKilobytes += Long.parseLong(numbers[2]) - Long.parseLong(numbersOf(Nothing.class)[0]);
        return measured.openToFirst;
    }

    /** Runs a program of this class in a JVM of its own; returns the numbers it prints. */
    private static String[] numbersOf(Class<?> program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                program.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // ONNX Runtime dies of a long command line.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = lines.readLine();
            if (process.waitFor() != 0 || line == null) {
                throw new IllegalStateException("the process failed: " + line);
            }
            return line.split(" ", -1);
        }
    }

    /** Resident anonymous memory of this process in kilobytes, after a collection; 0 where the system does not say. */
    private static long anonymousKilobytes() throws IOException {
        System.gc();
        Path self = Path.of("/proc/self/smaps_rollup");
        if (!Files.isReadable(self)) {
            return 0;
        }
        for (String line : Files.readAllLines(self, StandardCharsets.US_ASCII)) {
            if (line.startsWith("Anonymous:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }

    /** What every app costs: a JVM that does nothing but to say how much memory it has. */
    static final class Nothing {
        private Nothing() {}

        public static void main(String[] args) throws IOException {
            System.out.println(anonymousKilobytes());
        }
    }

    /** The smallest app: opens a bundle, notes an event, makes a list; says how long that took and what it holds. */
    static final class App {
        private App() {}

        public static void main(String[] args) throws IOException {
            TrustedKeys keys = TrustedKeys.parse(args[1]);
            EdgeOptions options = EdgeOptions.DEFAULT.withEngine(Engine.valueOf(args[2]));
            long begin = System.nanoTime();
            try (EdgeRecommender shop = EdgeRecommender.open(Path.of(args[0]), keys, options)) {
                shop.observe(Event.view(args[3]));
                List<?> list = shop.recommend(Request.items(20).build());
                long took = System.nanoTime() - begin;
                if (list.size() != 20) {
                    throw new IllegalStateException("items: " + list.size() + " (expected: 20)");
                }
                long resident = anonymousKilobytes();
                Runtime runtime = Runtime.getRuntime();
                System.out.println(took + " " + (runtime.totalMemory() - runtime.freeMemory()) + " " + resident);
            }
        }
    }
}
