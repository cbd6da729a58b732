package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.load.Capacity;
import dev.millrace.benchmarks.load.LoadGenerator;
import dev.millrace.benchmarks.load.LoadOptions;
import dev.millrace.benchmarks.load.LoadReport;
import dev.millrace.benchmarks.load.LoadResult;
import dev.millrace.benchmarks.load.Pace;
import dev.millrace.benchmarks.load.Planned;
import dev.millrace.benchmarks.load.Verdict;
import dev.millrace.benchmarks.report.TextTable;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.server.admission.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Open loops of ever more times what the server can answer, with mixed priorities: it goes on answering as many, those
 * that matter first, and is its old self soon after. One thread at a time; used once.
 *
 * <p>The generator shares the machine, and its refused requests cost it time too: what it took is in the table, and the
 * capacity was found with it. It is warmed up on another server, so that its virtual machine does not compile when the
 * first crowd comes, while that crowd is the first the server under test has seen. Connections are open before the
 * clock starts, as those of callers who keep theirs.
 */
final class OverloadTrial {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 512;
    private static final double CROWD_SECONDS = 10;
    private static final double CROWD_PER_SECOND = 5000;
    private static final double CALM = 0.5;
    private static final double RECOVERY_SECONDS = 5;
    private static final double AFTER_SECONDS = 12;
    private static final long WINDOW_NANOS = 100_000_000;
    private static final double MOST_MORE_DEGRADED = 0.02;

    private final ServerProcess server;
    private final List<Planned> requests;
    private final Options options;
    private final Consumer<String> told;
    private final List<Level> levels = new ArrayList<>();

    /**
     * How far it goes. Immutable.
     *
     * @param multiples of the capacity
     * @param seconds of each
     * @param warmUpSeconds before anything is measured
     * @param budgetMillis what the 99th percentile may be without overload
     * @param seed of the arrivals
     */
    record Options(List<Double> multiples, double seconds, double warmUpSeconds, double budgetMillis, long seed) {
        Options {
            multiples = List.copyOf(multiples);
        }
    }

    private record Level(String name, LoadResult result, Ends ends) {
        double goodput() {
            return result.servedPerSecond();
        }
    }

    OverloadTrial(ServerProcess server, List<Planned> requests, Options options, Consumer<String> told) {
        this.server = server;
        this.requests = requests;
        this.options = options;
        this.told = told;
    }

    /** Sends a crowd to a server that is not the one under test. */
    static void warmGeneratorUp(ServerProcess another, List<Planned> requests, long seed) throws InterruptedException {
        LoadGenerator.run(
                load(another, CROWD_SECONDS), new Pace.Open(CROWD_PER_SECOND, true, seed), requests, new Ends());
    }

    TrialReport run() throws InterruptedException {
        LoadGenerator.run(load(options.warmUpSeconds()), new Pace.Closed(3), requests);
        double capacity = Capacity.find(load(Math.min(5, options.seconds())), requests, step -> {});
        told.accept(String.format(Locale.ROOT, "capacity: %.0f full answers a second", capacity));
        Level before = level("before", CALM * capacity, Math.min(AFTER_SECONDS, options.seconds()));
        for (double multiple : options.multiples()) {
            levels.add(level(name(multiple), multiple * capacity, options.seconds()));
        }
        Level after = level("after", CALM * capacity, AFTER_SECONDS);
        List<Level> all = new ArrayList<>(List.of(before));
        all.addAll(levels);
        all.add(after);
        return new TrialReport("overload", table(all), claims(all), figures(capacity, all));
    }

    private LoadOptions load(double seconds) {
        return load(server, seconds);
    }

    private static LoadOptions load(ServerProcess server, double seconds) {
        return new LoadOptions(
                        server.address(),
                        Duration.ofNanos((long) (seconds * 1e9)),
                        Duration.ZERO,
                        CONNECTIONS,
                        PATIENCE)
                .allOpened();
    }

    private Level level(String name, double rate, double seconds) throws InterruptedException {
        Ends ends = new Ends();
        LoadResult result = LoadGenerator.run(load(seconds), new Pace.Open(rate, true, options.seed()), requests, ends);
        told.accept(
                String.format(Locale.ROOT, "%s: %.0f of %.0f a second served", name, result.servedPerSecond(), rate));
        return new Level(name, result, ends);
    }

    private static String name(double multiple) {
        return (multiple == Math.rint(multiple) ? Long.toString((long) multiple) : Double.toString(multiple)) + "x";
    }

    private List<Claim> claims(List<Level> all) {
        double peak = levels.stream().mapToDouble(Level::goodput).max().orElseThrow();
        List<Claim> claims = new ArrayList<>();
        for (Level level : levels) {
            double times = Double.parseDouble(level.name().replace("x", ""));
            if (times > 1) {
                double least = times <= 2 ? 0.9 : 0.8;
                double due = level.result().offeredPerSecond();
                claims.add(new Claim(
                        String.format(
                                Locale.ROOT,
                                "%s: at least %.0f%% of the peak is answered, or of what is due where that is less",
                                level.name(),
                                100 * least),
                        level.goodput() >= least * Math.min(peak, due),
                        String.format(
                                Locale.ROOT,
                                "%.0f%% of %.0f a second, %.0f%% of the %.0f that were due",
                                100 * level.goodput() / peak,
                                peak,
                                100 * level.goodput() / due,
                                due)));
            }
            claims.add(new Claim(
                    String.format(
                            Locale.ROOT,
                            "%s: p99 of what is answered at most 2 x %.0f ms",
                            level.name(),
                            options.budgetMillis()),
                    level.ends().servedMillis(99) <= 2 * options.budgetMillis(),
                    String.format(Locale.ROOT, "%.1f ms", level.ends().servedMillis(99))));
        }
        long unfair = levels.stream()
                .mapToLong(level -> level.ends().unfairWindows(WINDOW_NANOS))
                .sum();
        claims.add(new Claim(
                "no critical request is refused that was due in the same 100 ms as a sheddable one that is served",
                unfair == 0,
                unfair + " windows"));
        claims.add(normalAgain(all.getFirst().ends(), all.getLast().ends()));
        long wrong = all.stream()
                .mapToLong(level -> level.result().count(Verdict.INVALID, Verdict.FAILED, Verdict.MISSING))
                .sum();
        claims.add(new Claim(
                "every request gets a valid answer or a refusal",
                wrong == 0,
                wrong == 0 ? "all" : wrong + " did not: " + problems(all)));
        return claims;
    }

    private static String problems(List<Level> all) {
        return all.stream()
                .flatMap(level -> level.result().problems().stream())
                .limit(2)
                .toList()
                .toString();
    }

    /** As before it: everybody answered, no more answers degraded, no later than twice as late. */
    static Claim normalAgain(Ends before, Ends after) {
        Ends late = after.between(RECOVERY_SECONDS, AFTER_SECONDS);
        long refused = late.count(end -> end.verdict() == Verdict.REFUSED);
        long unanswered = late.count(end -> !end.verdict().served()) - refused;
        double p99 = late.servedMillis(99);
        return new Claim(
                "normal again from 5 s after on",
                refused == 0
                        && unanswered == 0
                        && late.degradedShare() <= before.degradedShare() + MOST_MORE_DEGRADED
                        && p99 <= 2 * before.servedMillis(99),
                String.format(
                        Locale.ROOT,
                        "%d refused, %d not answered, %.1f%% degraded (%.1f%% before), p99 %.1f ms (%.1f before)",
                        refused,
                        unanswered,
                        100 * late.degradedShare(),
                        100 * before.degradedShare(),
                        p99,
                        before.servedMillis(99)));
    }

    private static String table(List<Level> all) {
        List<String> head = List.of(
                "load",
                "due/s",
                "served/s",
                "full/s",
                "refused",
                "p50 ms",
                "p99 ms",
                "critical",
                "default",
                "sheddable",
                "server",
                "generator",
                "hiccup p99");
        List<List<String>> rows = new ArrayList<>();
        for (Level level : all) {
            LoadResult result = level.result();
            double seconds = result.options().duration().toNanos() / 1e9;
            double measured = result.measured().toNanos() / 1e9;
            rows.add(List.of(
                    level.name(),
                    number(result.offeredPerSecond()),
                    number(level.goodput()),
                    number(result.count(Verdict.FULL) / seconds),
                    Long.toString(result.count(Verdict.REFUSED)),
                    one(level.ends().servedMillis(50)),
                    one(level.ends().servedMillis(99)),
                    percent(level.ends().servedShare(Priority.CRITICAL)),
                    percent(level.ends().servedShare(Priority.DEFAULT)),
                    percent(level.ends().servedShare(Priority.SHEDDABLE)),
                    result.serverTime()
                            .map(time -> String.format(Locale.ROOT, "%.2f cores", time.toNanos() / 1e9 / measured))
                            .orElse("?"),
                    String.format(Locale.ROOT, "%.2f cores", result.ownTime().toNanos() / 1e9 / measured),
                    one(result.hiccups().getValueAtPercentile(99) / 1e6)));
        }
        return TextTable.of(head, rows, 1);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    private static JsonObject figures(double capacity, List<Level> all) {
        List<Object> loads = new ArrayList<>();
        for (Level level : all) {
            JsonObject served = new JsonObject();
            for (Priority priority : Priority.values()) {
                served.put(priority.label(), level.ends().servedShare(priority));
            }
            JsonObject load = LoadReport.json(level.result())
                    .put("load", level.name())
                    .put("offeredPerSecond", level.result().offeredPerSecond())
                    .put("servedShare", served)
                    .put("unfairWindows", level.ends().unfairWindows(WINDOW_NANOS));
            if (level.result().servedPerSecond() > 0) {
                load.put("servedP50Ms", level.ends().servedMillis(50))
                        .put("servedP99Ms", level.ends().servedMillis(99));
            }
            loads.add(load);
        }
        return new JsonObject().put("capacity", capacity).put("loads", loads);
    }
}
