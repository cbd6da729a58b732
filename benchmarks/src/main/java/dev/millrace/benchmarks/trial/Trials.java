package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.load.Planned;
import dev.millrace.benchmarks.load.Shoppers;
import dev.millrace.benchmarks.release.BenchmarkRelease;
import dev.millrace.benchmarks.release.ReleaseShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;

/** The trials, each with a server of its own. One thread at a time. */
public final class Trials {
    private static final int DIMENSION = 64;
    private static final int REQUESTS = 4000;
    private static final int FAULT_BUDGET_MILLIS = 100;
    private static final double WARM_UP_SECONDS = 15;

    private final Setting setting;
    private final Consumer<String> told;

    /**
     * What is put to the proof. Immutable.
     *
     * @param items of the untrained release that is served
     * @param release served instead, or null
     * @param jvm options of the server's virtual machine
     * @param config of the server, HOCON
     * @param seed of requests and arrivals
     */
    public record Setting(int items, @Nullable Path release, List<String> jvm, String config, long seed) {
        /** Copies the list. */
        public Setting {
            jvm = List.copyOf(jvm);
        }

        /** Returns the release to be served, written where it is not there yet. */
        Path releases() throws IOException {
            return release == null ? BenchmarkRelease.of(ReleaseShape.reference(items, DIMENSION)) : release;
        }
    }

    /** Creates them; {@code told} hears how they get on. */
    public Trials(Setting setting, Consumer<String> told) {
        this.setting = setting;
        this.told = told;
    }

    /** See {@link SoakTrial}. */
    public TrialReport soak(int minutes, double rate, int heapMegabytes, Duration minute)
            throws IOException, InterruptedException {
        Path releases = setting.releases();
        Shoppers shoppers = Shoppers.ofRelease(releases);
        List<String> jvm = new ArrayList<>(SoakTrial.jvm(heapMegabytes));
        Setting patient = new Setting(
                setting.items(), setting.release(), setting.jvm(), SoakTrial.CONFIG + setting.config(), setting.seed());
        try (ServerProcess server = new Trials(patient, told).server("soak", releases, jvm)) {
            return SoakTrial.run(
                    server, MixedRequests.everything(shoppers, REQUESTS, setting.seed()), minutes, rate, minute, told);
        }
    }

    /** See {@link OverloadTrial}. */
    public TrialReport overload(List<Double> multiples, double seconds, double budgetMillis)
            throws IOException, InterruptedException {
        Path releases = setting.releases();
        Shoppers shoppers = Shoppers.ofRelease(releases);
        List<Planned> requests = MixedRequests.recommend(shoppers, REQUESTS, setting.seed());
        try (ServerProcess another = server("overload-warm-up", releases, List.of())) {
            OverloadTrial.warmGeneratorUp(another, requests, setting.seed());
        }
        try (ServerProcess server = server("overload", releases, List.of())) {
            return new OverloadTrial(
                            server,
                            requests,
                            new OverloadTrial.Options(
                                    multiples,
                                    seconds,
                                    Math.min(WARM_UP_SECONDS, seconds),
                                    budgetMillis,
                                    setting.seed()),
                            told)
                    .run();
        }
    }

    /** See {@link DeadlineTrial}. */
    public TrialReport deadlines(int requests, double rate) throws IOException, InterruptedException {
        Path releases = setting.releases();
        Shoppers shoppers = Shoppers.ofRelease(releases);
        try (ServerProcess server = server("deadlines", releases, List.of())) {
            return new DeadlineTrial(
                            server,
                            MixedRequests.hurried(shoppers, 2 * REQUESTS, setting.seed()),
                            rate,
                            Duration.ofMillis((long) (1e3 * requests / rate) + 1000))
                    .run(setting.seed());
        }
    }

    /** See {@link FaultTrial}. */
    public TrialReport faults(double rate, Duration each, boolean pairs) throws IOException, InterruptedException {
        Path releases = setting.releases();
        Shoppers shoppers = Shoppers.ofRelease(releases);
        try (FaultServer server = FaultServer.start(releases, setting.config())) {
            return new FaultTrial(
                            server.address(),
                            server.stages(),
                            MixedRequests.known(shoppers, REQUESTS, FAULT_BUDGET_MILLIS, setting.seed()),
                            new FaultTrial.Options(rate, each, pairs),
                            told)
                    .run();
        }
    }

    /** See {@link SwapTrial}; always over untrained releases of its own. */
    public TrialReport swaps(int swaps, double rate, Duration calm, int heapMegabytes)
            throws IOException, InterruptedException {
        ReleaseShape shape = ReleaseShape.reference(setting.items(), DIMENSION);
        Path releases = SwapReleases.write(BenchmarkRelease.workFolder().resolve("swaps"), shape);
        Shoppers shoppers = Shoppers.ofRelease(releases);
        List<String> jvm = List.of("-Xms" + heapMegabytes + "m", "-Xmx" + heapMegabytes + "m", "-XX:+AlwaysPreTouch");
        Setting changing =
                new Setting(setting.items(), null, setting.jvm(), SwapTrial.CONFIG + setting.config(), setting.seed());
        try (ServerProcess server = new Trials(changing, told).server("swaps", releases, jvm)) {
            return new SwapTrial(
                            server,
                            releases,
                            MixedRequests.recommend(shoppers, REQUESTS, setting.seed()),
                            new SwapTrial.Options(swaps, rate, calm),
                            told)
                    .run();
        }
    }

    /**
     * See {@link GrowthTrial}.
     *
     * @param earlier results of an earlier run, of which alone is reported, or null
     */
    public static TrialReport growth(String items, String dimensions, int seconds, @Nullable Path earlier)
            throws IOException, RunnerException {
        if (earlier != null) {
            return GrowthTrial.report(earlier);
        }
        Path results = Files.createDirectories(BenchmarkRelease.workFolder().resolve("results"))
                .resolve("growth.json");
        GrowthTrial.measure(items, dimensions, seconds, results);
        return GrowthTrial.report(results);
    }

    private ServerProcess server(String trial, Path releases, List<String> jvm)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(jvm);
        all.addAll(setting.jvm());
        Path logs = Files.createDirectories(BenchmarkRelease.workFolder().resolve("trials"));
        return ServerProcess.start(new ServerOptions(releases, logs.resolve(trial + ".log"), all, setting.config()));
    }
}
