package dev.millrace.benchmarks.cli;

import dev.millrace.benchmarks.load.Capacity;
import dev.millrace.benchmarks.load.LoadGenerator;
import dev.millrace.benchmarks.load.LoadOptions;
import dev.millrace.benchmarks.load.LoadReport;
import dev.millrace.benchmarks.load.LoadResult;
import dev.millrace.benchmarks.load.MixShares;
import dev.millrace.benchmarks.load.Pace;
import dev.millrace.benchmarks.load.Planned;
import dev.millrace.benchmarks.load.RequestMix;
import dev.millrace.benchmarks.load.ResultFile;
import dev.millrace.benchmarks.load.Shoppers;
import dev.millrace.benchmarks.load.Verdict;
import dev.millrace.cascade.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace load}: sends requests to a running server at a rate and says what became of them. Used once. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description =
                "Sends recommend requests to a running server at a given rate (an open loop: a request is sent when it "
                        + "is due, whatever became of earlier ones) and reports latencies from when each was due.")
public final class LoadCommand implements Callable<Integer> {
    @Option(names = "--url", paramLabel = "URL", defaultValue = "http://127.0.0.1:8080", description = "The server.")
    private String url = "";

    @Option(
            names = "--allow-remote",
            description = "Allow a server on another machine. Make sure that it may be put under load.")
    private boolean allowRemote;

    @Option(names = "--release", paramLabel = "DIR", description = "Draw requests from the users stored in a release.")
    private @Nullable Path release;

    @Option(
            names = "--get",
            paramLabel = "PATH",
            description = "Send GET requests for this path instead, such as /health/live: what HTTP takes alone.")
    private @Nullable String get;

    @Option(names = "--data", paramLabel = "PATH", description = "Draw requests from the users of a data set.")
    private @Nullable Path data;

    @Option(
            names = {"--rate", "--rates"},
            paramLabel = "R,...",
            split = ",",
            description = "Requests a second, one load after the other; 2x is twice the capacity.")
    private List<String> rates = new ArrayList<>();

    @Option(names = "--capacity", paramLabel = "R", description = "What 1x is; found out first when not given.")
    private @Nullable Double capacity;

    @Option(names = "--find-capacity", description = "Find out how many requests a second are answered at most.")
    private boolean findCapacity;

    @Option(names = "--seconds", defaultValue = "10", description = "How long each load lasts, at most 600.")
    private double seconds;

    @Option(names = "--warm-up", defaultValue = "3", description = "Seconds of each load that do not count.")
    private double warmUp;

    @Option(names = "--connections", defaultValue = "256", description = "Connections at most. Default: 256.")
    private int connections;

    @Option(
            names = "--patience",
            defaultValue = "5",
            description = "Seconds after which an answer is missing. Default: 5.")
    private double patience;

    @Option(
            names = "--mix",
            defaultValue = "known=60,history=25,cold=15,filter=30",
            description =
                    "Who asks, and how many of all requests carry a filter, in percent. Default: ${DEFAULT-VALUE}.")
    private String mix = "";

    @Option(names = "--results", defaultValue = "20", description = "Items a request asks for. Default: 20.")
    private int results;

    @Option(names = "--requests", defaultValue = "5000", description = "Different requests. Default: 5000.")
    private int requests;

    @Option(names = "--even", description = "Requests arrive evenly instead of at random.")
    private boolean even;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the requests and arrivals. Default: 1.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--hgrm",
            paramLabel = "DIR",
            description = "Write the latencies of each load as an HdrHistogram percentile file.")
    private @Nullable Path histograms;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rates.isEmpty() && !findCapacity) {
            throw usage("--rate: missing (expected: requests a second, or --find-capacity)");
        }
        rates.forEach(this::number);
        LoadOptions options = options();
        List<Planned> drawn = drawn();
        OptionalDouble found = capacity(options, drawn);
        JsonObject report = new JsonObject()
                .put("url", url)
                .put("mix", get == null ? mix : get)
                .put("seed", seed);
        found.ifPresent(rate -> report.put("capacity", rate));
        List<Object> loads = new ArrayList<>();
        boolean clean = true;
        for (String rate : rates) {
            LoadResult result = LoadGenerator.run(options, new Pace.Open(rate(rate, found), !even, seed), drawn);
            out().print(LoadReport.text(result));
            out().flush();
            loads.add(LoadReport.json(result).put("asked", rate));
            if (histograms != null) {
                Files.createDirectories(histograms);
                LoadReport.writeHistogram(result, histograms.resolve("load-" + loads.size() + "-" + rate + ".hgrm"));
            }
            clean &= result.count(Verdict.INVALID, Verdict.FAILED) == 0;
        }
        if (json != null) {
            ResultFile.write(json, report.put("loads", loads).toString());
        }
        return clean ? 0 : 1;
    }

    private LoadOptions options() {
        try {
            return new LoadOptions(
                    Target.parse(url, allowRemote),
                    Duration.ofNanos((long) (seconds * 1e9)),
                    Duration.ofNanos((long) (warmUp * 1e9)),
                    connections,
                    Duration.ofNanos((long) (patience * 1e9)));
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private List<Planned> drawn() throws IOException {
        if (get == null) {
            MixShares shares = shares();
            return RequestMix.draw(shoppers(), shares, results, requests, seed);
        }
        if (!get.matches("/[!-~]*")) {
            throw usage("--get: '" + get + "' (expected: a path such as /health/live)");
        }
        return List.of(Planned.other("GET", get, "", 200));
    }

    private MixShares shares() {
        try {
            return MixShares.parse(mix);
        } catch (IllegalArgumentException e) {
            throw usage("--" + e.getMessage());
        }
    }

    private Shoppers shoppers() throws IOException {
        if (release != null && data == null) {
            return Shoppers.ofRelease(release);
        }
        if (data != null && release == null) {
            return Shoppers.ofData(data);
        }
        throw usage("--release or --data: (expected: one of them, to draw requests from)");
    }

    private OptionalDouble capacity(LoadOptions options, List<Planned> drawn) throws InterruptedException {
        boolean relative = rates.stream().anyMatch(rate -> rate.endsWith("x"));
        if (capacity != null) {
            return OptionalDouble.of(capacity);
        }
        if (!findCapacity && !relative) {
            return OptionalDouble.empty();
        }
        double found = Capacity.find(options, drawn, step -> {
            out().print(LoadReport.text(step));
            out().flush();
        });
        out().println(String.format(Locale.ROOT, "capacity: %.1f requests a second", found));
        return OptionalDouble.of(found);
    }

    private double rate(String text, OptionalDouble found) {
        return number(text) * (text.endsWith("x") ? found.orElseThrow() : 1);
    }

    private double number(String text) {
        String number = text.endsWith("x") ? text.substring(0, text.length() - 1) : text;
        if (!number.matches("[0-9]{1,7}(\\.[0-9]{1,6})?") || Double.parseDouble(number) == 0) {
            throw usage("--rate: '" + text
                    + "' (expected: requests a second such as 250, or times the capacity such as 2x)");
        }
        return Double.parseDouble(number);
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
