package dev.millrace.benchmarks.cli;

import dev.millrace.benchmarks.load.ResultFile;
import dev.millrace.benchmarks.release.BenchmarkRelease;
import dev.millrace.benchmarks.trial.TrialReport;
import dev.millrace.benchmarks.trial.Trials;
import dev.millrace.cascade.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code millrace trial}: puts what the server promises under load to the proof. Used once. */
@Command(
        name = "trial",
        mixinStandardHelpOptions = true,
        description =
                "Starts a server on this machine, does to it what goes wrong in practice, and says which claims hold. Exit "
                        + "code 1 where one does not.")
public final class TrialCommand {
    @Option(
            names = "--items",
            defaultValue = "100000",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Items of the untrained release that is served, written where it is not there yet.")
    private int items;

    @Option(
            names = "--release",
            paramLabel = "DIR",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Serve this release or folder of releases instead.")
    private @Nullable Path release;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Where releases and logs are kept. Default: millrace-bench in the temporary folder.")
    private @Nullable Path work;

    @Option(
            names = "--server-options",
            paramLabel = "OPTIONS",
            defaultValue = "",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Options of the server's virtual machine, split at spaces, such as -XX:+UseZGC.")
    private String serverOptions = "";

    @Option(
            names = "--server-config",
            paramLabel = "HOCON",
            defaultValue = "",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Configuration of the server, such as 'millrace.server.workers.threads = 1'.")
    private String serverConfig = "";

    @Option(
            names = "--json",
            paramLabel = "FILE",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Write what was measured as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--seed",
            defaultValue = "1",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Seed of requests and arrivals. Default: 1.")
    private long seed;

    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "soak",
            mixinStandardHelpOptions = true,
            description = "A long mixed load: heap, buffers, threads, descriptors and resident memory do not grow.")
    int soak(
            @Option(names = "--minutes", defaultValue = "60", description = "Default: 60.") int minutes,
            @Option(names = "--rate", defaultValue = "100", description = "Requests a second. Default: 100.")
                    double rate,
            @Option(names = "--heap", defaultValue = "1024", description = "Megabytes of the server. Default: 1024.")
                    int heap)
            throws IOException, InterruptedException {
        atLeast("--minutes", minutes, 2);
        atLeast("--rate", rate, 1.0);
        return report(trials().soak(minutes, rate, heap, Duration.ofMinutes(1)));
    }

    @Command(
            name = "overload",
            mixinStandardHelpOptions = true,
            description = "Open loops beyond the capacity, critical and sheddable requests among them.")
    int overload(
            @Option(
                            names = "--levels",
                            split = ",",
                            defaultValue = "1,2,5,10",
                            description = "Times the capacity. Default: ${DEFAULT-VALUE}.")
                    List<Double> levels,
            @Option(names = "--seconds", defaultValue = "30", description = "Of each level. Default: 30.")
                    double seconds,
            @Option(
                            names = "--budget",
                            defaultValue = "12",
                            description =
                                    "What the 99th percentile may be without overload, ms; twice that with it. Default: 12.")
                    double budget)
            throws IOException, InterruptedException {
        for (double level : levels) {
            atLeast("--levels", level, 0.1);
        }
        atLeast("--seconds", seconds, 1.0);
        atLeast("--budget", budget, 0.1);
        return report(trials().overload(levels, seconds, budget));
    }

    @Command(
            name = "deadlines",
            mixinStandardHelpOptions = true,
            description = "Requests with budgets of 1 to 100 ms: none late, none without a reason for what it lacks.")
    int deadlines(
            @Option(names = "--requests", defaultValue = "100000", description = "Default: 100000.") int requests,
            @Option(names = "--rate", defaultValue = "250", description = "Requests a second. Default: 250.")
                    double rate)
            throws IOException, InterruptedException {
        atLeast("--requests", requests, 1);
        atLeast("--rate", rate, 1.0);
        return report(trials().deadlines(requests, rate));
    }

    @Command(
            name = "faults",
            mixinStandardHelpOptions = true,
            description = "Stages that throw, hang, are slow, give no numbers or nothing, alone and in pairs.")
    int faults(
            @Option(names = "--quick", description = "Each stage alone, not in pairs.") boolean quick,
            @Option(names = "--rate", defaultValue = "100", description = "Requests a second. Default: 100.")
                    double rate,
            @Option(names = "--millis", defaultValue = "700", description = "Of each case. Default: 700.") int millis)
            throws IOException, InterruptedException {
        refuse("--server-options");
        atLeast("--rate", rate, 10.0);
        atLeast("--millis", millis, 200);
        return report(trials().faults(rate, Duration.ofMillis(millis), !quick));
    }

    @Command(
            name = "swaps",
            mixinStandardHelpOptions = true,
            description = "Releases change under load, damaged, senseless and foreign ones among them.")
    int swaps(
            @Option(names = "--swaps", defaultValue = "100", description = "Default: 100.") int swaps,
            @Option(names = "--rate", defaultValue = "80", description = "Requests a second. Default: 80.") double rate,
            @Option(names = "--calm", defaultValue = "20", description = "Seconds without a change. Default: 20.")
                    int calm,
            @Option(names = "--heap", defaultValue = "1024", description = "Megabytes of the server. Default: 1024.")
                    int heap)
            throws IOException, InterruptedException {
        refuse("--release");
        atLeast("--swaps", swaps, 10);
        atLeast("--rate", rate, 1.0);
        atLeast("--calm", calm, 1);
        return report(trials().swaps(swaps, rate, Duration.ofSeconds(calm), heap));
    }

    @Command(
            name = "growth",
            mixinStandardHelpOptions = true,
            description = "The whole cascade over catalogues of growing size, in process, with JMH.")
    int growth(
            @Option(
                            names = "--sizes",
                            defaultValue = "10000,100000,1000000",
                            description = "Items of the catalogues. Default: ${DEFAULT-VALUE}.")
                    String sizes,
            @Option(
                            names = "--dimensions",
                            defaultValue = "64,128",
                            description = "Of item vectors. Default: ${DEFAULT-VALUE}.")
                    String dimensions,
            @Option(names = "--seconds", defaultValue = "8", description = "Of each, after as many more. Default: 8.")
                    int seconds,
            @Option(names = "--report", paramLabel = "FILE", description = "Run nothing; judge JMH's results of a run.")
                    @Nullable
                    Path earlier)
            throws IOException, RunnerException {
        if (!(sizes + "," + dimensions).matches("[0-9]+(,[0-9]+)*")) {
            throw usage("--sizes, --dimensions: " + sizes + ", " + dimensions + " (expected: numbers, by commas)");
        }
        atLeast("--seconds", seconds, 1);
        refuse("--items", "--release", "--server-options", "--server-config", "--seed");
        workHere();
        return report(Trials.growth(sizes, dimensions, seconds, earlier));
    }

    private <N extends Number> void atLeast(String option, N value, N least) {
        if (!(value.doubleValue() >= least.doubleValue())) {
            throw usage(option + ": " + value + " (expected: at least " + least + ")");
        }
    }

    /** Options that all trials share mean nothing to some of them. */
    private void refuse(String... options) {
        for (ParseResult part : command().commandLine().getParseResult().asCommandLineList().stream()
                .map(CommandLine::getParseResult)
                .toList()) {
            for (String option : options) {
                if (part.hasMatchedOption(option)) {
                    throw usage(option + ": given (expected: none; this trial has no use for it)");
                }
            }
        }
    }

    private void workHere() {
        if (work != null) {
            System.setProperty(BenchmarkRelease.WORK, work.toAbsolutePath().toString());
        }
    }

    private Trials trials() {
        workHere();
        List<String> jvm = Arrays.stream(serverOptions.split(" ", -1))
                .filter(option -> !option.isBlank())
                .toList();
        return new Trials(new Trials.Setting(items, release, jvm, serverConfig, seed), line -> {
            out().println(line);
            out().flush();
        });
    }

    private int report(TrialReport report) throws IOException {
        out().print(report.text());
        out().println(report.trial() + ": " + (report.holds() ? "every claim holds" : "a claim does not hold"));
        out().flush();
        if (json != null) {
            ResultFile.write(json, report.json().put("options", options()).toString());
        }
        return report.holds() ? 0 : 1;
    }

    /** What was asked for, defaults too: figures without them could not be repeated. */
    private JsonObject options() {
        JsonObject options = new JsonObject();
        List<CommandLine> lines = command().commandLine().getParseResult().asCommandLineList();
        for (CommandLine.Model.OptionSpec option :
                lines.getLast().getCommandSpec().options()) {
            if (!option.usageHelp() && !option.versionHelp() && option.getValue() != null) {
                options.put(option.longestName().substring(2), option.getValue().toString());
            }
        }
        return options;
    }

    private ParameterException usage(String message) {
        return new ParameterException(command().commandLine(), message);
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
