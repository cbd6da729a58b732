package dev.millrace.benchmarks.cli;

import dev.millrace.benchmarks.RetrievalPeers;
import dev.millrace.benchmarks.release.BenchmarkRelease;
import dev.millrace.benchmarks.release.ReleaseShape;
import dev.millrace.benchmarks.report.BudgetTable;
import dev.millrace.benchmarks.report.Budgets;
import dev.millrace.benchmarks.report.Charts;
import dev.millrace.benchmarks.report.Comparison;
import dev.millrace.benchmarks.report.JmhResults;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.report.RequestStages;
import dev.millrace.benchmarks.report.ScanTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace bench}: runs JMH suites and holds what they measure against budgets and bounds. Used once. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures the stages with JMH, prints what they took against benchmarks/budgets.conf and what the machine "
                        + "could do at best, and draws it.")
public final class BenchCommand implements Callable<Integer> {
    /** What only one thread calls where Millrace runs. */
    private static final String CALLED_BY_ONE = "\\.(Edge|Scan|RerankPeer|Server)\\w*Benchmark\\.";

    @Option(
            names = "--stage",
            defaultValue = "ALL",
            description = "What to measure: ${COMPLETION-CANDIDATES}. Default: all.")
    private Suite stage = Suite.ALL;

    @Option(names = "--device", defaultValue = "CPU", description = "Where models run: ${COMPLETION-CANDIDATES}.")
    private Device device = Device.CPU;

    @Option(
            names = "--quick",
            description = "Few and short iterations, the smallest catalogue: whether it works, not how fast it is.")
    private boolean quick;

    @Option(
            names = "--threads",
            defaultValue = "0",
            paramLabel = "N",
            description =
                    "Threads that call at a time, of stages that are called by many. Default: as each benchmark says.")
    private int threads;

    @Option(
            names = "--param",
            paramLabel = "NAME=V,...",
            description = "Values of a benchmark's parameter, such as items=10000,1000000.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--only", paramLabel = "REGEX", description = "Only benchmarks whose name it is found in.")
    private @Nullable String only;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Where JMH writes its results. Default: the work folder.")
    private @Nullable Path json;

    @Option(names = "--compare", paramLabel = "OLD.json", description = "Say what moved since an earlier run.")
    private @Nullable Path compare;

    @Option(names = "--budgets", paramLabel = "FILE", description = "Default: benchmarks/budgets.conf.")
    private @Nullable Path budgets;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where releases to measure with are kept. Default: millrace-bench in the temporary folder.")
    private @Nullable Path work;

    @Option(names = "--report", paramLabel = "FILE", description = "Run nothing; report on an earlier run's results.")
    private @Nullable Path report;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, RunnerException {
        Budgets known = Budgets.read(budgets == null ? defaultBudgets() : budgets);
        List<Measurement> earlier = compare == null ? List.of() : JmhResults.read(compare);
        if (threads < 0) {
            throw new ParameterException(command().commandLine(), "--threads: " + threads + " (expected: 1 or more)");
        }
        if (work != null) {
            System.setProperty(BenchmarkRelease.WORK, work.toAbsolutePath().toString());
        }
        Path results = report == null ? results() : report;
        if (report == null) {
            device.check();
            run(results);
        }
        List<Measurement> measured = JmhResults.read(results);
        out().println();
        out().print(BudgetTable.text(measured, known));
        String scans = ScanTable.text(measured);
        if (!scans.isEmpty()) {
            out().println();
            out().print(scans);
        }
        if (compare != null) {
            out().println();
            out().print(Comparison.text(earlier, measured));
        }
        draw(measured, results);
        out().println("results: " + results);
        return 0;
    }

    private void run(Path results) throws RunnerException {
        checkParameters();
        parameters.computeIfPresent("engine", (name, engines) -> there(engines));
        // A long class path on the command line overflows ONNX Runtime's stack when it reads it.
        System.setProperty("jmh.separateClasspathJAR", "true");
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(stage.pattern())
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(results.toString())
                .jvmArgs(BenchmarkRelease.forkArguments());
        if (only != null) {
            options.exclude("^(?!.*(" + only + ")).*$");
        }
        if (threads > 0) {
            options.threads(threads).exclude(CALLED_BY_ONE);
        }
        if (quick) {
            options.forks(1)
                    .warmupIterations(2)
                    .warmupTime(TimeValue.milliseconds(300))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.milliseconds(300));
            parameters.putIfAbsent("items", "10000");
        }
        parameters.forEach((name, values) -> options.param(name, values.split(",", -1)));
        new Runner(options.build()).run();
    }

    /** JMH passes over a parameter that no benchmark has. */
    private void checkParameters() {
        Set<String> known = new TreeSet<>();
        for (BenchmarkListEntry entry : BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        List.of(stage.pattern()),
                        List.of())) {
            if (entry.getParams().hasValue()) {
                known.addAll(entry.getParams().get().keySet());
            }
        }
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        command().commandLine(),
                        "--param: " + name + " (expected: one of " + String.join(", ", known) + ")");
            }
        }
    }

    /** Leaves out the engines that this machine lacks, and says so. */
    private String there(String engines) {
        List<String> there = new ArrayList<>();
        for (String engine : engines.split(",", -1)) {
            String missing = RetrievalPeers.missing(engine);
            if (missing == null) {
                there.add(engine);
            } else {
                out().println("skipped " + engine + ": " + missing);
            }
        }
        if (there.isEmpty()) {
            throw new ParameterException(
                    command().commandLine(), "engine: " + engines + " (expected: one that is there)");
        }
        return String.join(",", there);
    }

    private void draw(List<Measurement> measured, Path results) throws IOException {
        Path growth = beside(results, "growth.png");
        if (Charts.growth(measured, growth)) {
            out().println("time against catalogue size: " + growth);
        }
        OptionalInt items = measured.stream()
                .filter(measurement -> measurement.benchmark().startsWith("Cascade"))
                .mapToInt(
                        measurement -> Integer.parseInt(measurement.parameters().getOrDefault("items", "0")))
                .max();
        if (report == null && items.isPresent() && items.getAsInt() > 0) {
            Path waterfall = beside(results, "waterfall.png");
            Path release = BenchmarkRelease.of(ReleaseShape.reference(items.getAsInt(), 64));
            Map<String, Double> stages = RequestStages.measure(release, quick ? 200 : 1000);
            Charts.waterfall("A request to " + items.getAsInt() + " items, medians in one thread", stages, waterfall);
            out().println("where the time of a request goes: " + waterfall);
        }
    }

    private static Path beside(Path results, String name) {
        String file = results.getFileName().toString().replaceFirst("\\.json$", "");
        return results.resolveSibling(file + "." + name);
    }

    private Path results() throws IOException {
        Path file = json;
        if (file == null) {
            String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC)
                    .format(Instant.now());
            file = BenchmarkRelease.workFolder().resolve("results").resolve(time + ".json");
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        return file;
    }

    private Path defaultBudgets() {
        Path root = Path.of(System.getProperty("millrace.launcher", "millrace"))
                .toAbsolutePath()
                .getParent();
        Path file = Path.of("benchmarks", "budgets.conf");
        Path found = root == null ? file : root.resolve(file);
        if (!Files.isRegularFile(found)) {
            throw new ParameterException(
                    command().commandLine(), "--budgets: " + found + " is not there (expected: a budgets file)");
        }
        return found;
    }

    private PrintWriter out() {
        return command().commandLine().getOut();
    }

    private CommandSpec command() {
        if (spec == null) {
            throw new IllegalStateException("not run by a command line");
        }
        return spec;
    }
}
