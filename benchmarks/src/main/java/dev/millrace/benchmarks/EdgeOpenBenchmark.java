package dev.millrace.benchmarks;

import dev.millrace.benchmarks.device.AppJar;
import dev.millrace.benchmarks.device.IdleApp;
import dev.millrace.benchmarks.device.SmallestApp;
import dev.millrace.benchmarks.release.BenchmarkBundle;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.edge.Engine;
import dev.millrace.edge.catalog.EdgeCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From opening a bundle to the first list, in a fresh JVM each time, and what that leaves on the heap. The file is in
 * the system's cache.
 *
 * <p>What JMH times is the whole process. What counts is measured inside it, before and after: {@code openToFirst} in
 * microseconds, {@code heapKilobytes} after a collection, and {@code residentKilobytes}: the resident anonymous memory
 * of the process, which is all but mapped files, above that of a JVM with the same options that does nothing;
 * {@code heapTouchedKilobytes} is the part of it that is heap. Metaspace and code are the process's own. All are summed
 * over the runs of an iteration, of which there is one. Run: {@code ./millrace bench --stage edge}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 10)
@Fork(1)
public class EdgeOpenBenchmark {
    private static final int HEAP_KILOBYTES = 65_536;

    /** Items of the bundle. */
    @Param("50000")
    public int items;

    /** What runs the models. */
    @Param({"BUILT_IN", "AUTO"})
    public Engine engine = Engine.BUILT_IN;

    /**
     * How the JVM is started: {@code plain}, or {@code desktop}, as docs/edge.md says: with a cache of its classes,
     * made by a run before.
     */
    @Param({"plain", "desktop"})
    public String start = "plain";

    private String[] arguments = {};
    private String classPath = "";
    private Path folder = Path.of("");

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

        /** The part of that which is heap: in use, or written once and not given back. */
        public long heapTouchedKilobytes;

        /** Descriptions of classes that did not come from a cache. */
        public long metaspaceKilobytes;

        /** Compiled code. */
        public long codeKilobytes;

        /** Forgets the last iteration. */
        @Setup(Level.Iteration)
        public void reset() {
            openToFirst = 0;
            heapKilobytes = 0;
            residentKilobytes = 0;
            heapTouchedKilobytes = 0;
            metaspaceKilobytes = 0;
            codeKilobytes = 0;
        }
    }

    /** Exports the bundle, packs the app, and makes its cache. */
    @Setup(Level.Trial)
    public void export() throws IOException, InterruptedException {
        BenchmarkBundle bundle = BenchmarkBundle.of(EdgeBenchmark.shape(items), engine != Engine.BUILT_IN);
        String itemId = EdgeCatalog.read(Bundle.open(bundle.file(), bundle.trusted()))
                .catalog()
                .items()
                .id(items / 2);
        arguments = new String[] {bundle.file().toString(), bundle.key().toBase64(), engine.name(), itemId};
        folder = Files.createTempDirectory("millrace-app");
        classPath = AppJar.classPath(folder, engine != Engine.BUILT_IN);
        if (start.equals("desktop")) {
            makeCache();
        }
    }

    private void makeCache() throws IOException, InterruptedException {
        numbersOf(List.of("-XX:AOTCacheOutput=" + cache()), SmallestApp.class, arguments);
        if (!Files.exists(cache())) {
            throw new IllegalStateException("no cache was written: " + cache());
        }
    }

    private Path cache() {
        return folder.resolve("app.aot");
    }

    /** Deletes the jars and the cache. */
    @TearDown(Level.Trial)
    public void clear() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Starts a JVM that opens the bundle and asks for a list. */
    @Benchmark
    public long openToFirstList(Measured measured) throws IOException, InterruptedException {
        long[] app = numbersOf(SmallestApp.class, arguments);
        long[] idle = numbersOf(IdleApp.class);
        measured.residentKilobytes += app[0] - idle[0];
        measured.heapTouchedKilobytes += app[1] - idle[1];
        measured.heapKilobytes += app[2];
        measured.metaspaceKilobytes += app[3];
        measured.codeKilobytes += app[4];
        measured.openToFirst += app[5] / 1_000;
        return measured.openToFirst;
    }

    /** Runs a program in a JVM of its own; returns the numbers it prints. */
    private long[] numbersOf(Class<?> program, String... arguments) throws IOException, InterruptedException {
        List<String> options = start.equals("desktop") ? List.of("-XX:AOTCache=" + cache()) : List.of();
        return numbersOf(options, program, arguments);
    }

    private long[] numbersOf(List<String> options, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + HEAP_KILOBYTES + "k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of(program.getName(), Integer.toString(HEAP_KILOBYTES)));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // ONNX Runtime dies of a long command line.
        builder.environment().put("CLASSPATH", classPath);
        Process process = builder.start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = lines.readLine();
            if (process.waitFor() != 0 || line == null) {
                throw new IllegalStateException("the process failed: " + line);
            }
            return Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        }
    }
}
