package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.load.LoadGenerator;
import dev.millrace.benchmarks.load.LoadOptions;
import dev.millrace.benchmarks.load.LoadReport;
import dev.millrace.benchmarks.load.LoadResult;
import dev.millrace.benchmarks.load.Observer;
import dev.millrace.benchmarks.load.Pace;
import dev.millrace.benchmarks.load.Pauses;
import dev.millrace.benchmarks.load.Planned;
import dev.millrace.benchmarks.load.Verdict;
import dev.millrace.benchmarks.report.TextTable;
import dev.millrace.cascade.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Requests with budgets of 1 to 100 ms: each is answered in time, and says what it had to do without. One thread at a
 * time; used once.
 *
 * <p>A request can be no more punctual than the processes it goes through. Meters in both, the server's and the
 * generator's, note every pause. From what a request is late by are taken off the time the generator was late to send
 * it, and the time from then to its answer during which either process stood still; both are told.
 */
final class DeadlineTrial {
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 256;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double SLACK_MILLIS = 5;
    /** Connections are opened in the first second, which does not count. */
    private static final long CONNECTING_NANOS = 1_000_000_000;

    private static final int[] BANDS = {2, 5, 10, 20, 50, 100};

    private final ServerProcess server;
    private final List<Planned> requests;
    private final double rate;
    private final Duration duration;

    /**
     * An answer that came after its budget. Immutable; nanoseconds of {@link System#nanoTime()}, lengths in
     * nanoseconds.
     */
    private record Late(Observer.Ended ended, long lateNanos) {}

    /** Collects what is looked at when the load has ended. Used by its thread. */
    private static final class Log implements Observer {
        private final List<Late> late = new ArrayList<>();
        private final Map<Integer, Histogram> latency = new TreeMap<>();
        private final Map<Integer, Map<Verdict, Long>> verdicts = new TreeMap<>();
        private final List<String> unexplained = new ArrayList<>();
        private long first = Long.MAX_VALUE;
        private long notExplained;
        private long count;
        private long served;

        @Override
        public void ended(Ended ended) {
            first = Math.min(first, ended.dueNanos());
            if (ended.dueNanos() - first < CONNECTING_NANOS) {
                return;
            }
            count++;
            int budget = ended.request().terms().timeoutMillis();
            int band = band(budget);
            long took = ended.endNanos() - ended.dueNanos();
            latency.computeIfAbsent(band, unseen -> new Histogram(3)).recordValue(Math.max(0, took));
            verdicts.computeIfAbsent(band, unseen -> new TreeMap<>()).merge(ended.verdict(), 1L, Long::sum);
            long late = took - (long) ((budget + SLACK_MILLIS) * NANOS_PER_MILLI);
            if (late > 0) {
                this.late.add(new Late(ended, late));
            }
            if (ended.verdict().served()) {
                served++;
                String problem =
                        CoverageCheck.problem(ended.body(), ended.request().kind());
                if (problem != null) {
                    notExplained++;
                    if (unexplained.size() < 3) {
                        unexplained.add(problem);
                    }
                }
            }
        }
    }

    private static int band(int budget) {
        for (int band : BANDS) {
            if (budget <= band) {
                return band;
            }
        }
        throw new IllegalArgumentException("budget: " + budget + " ms (expected: at most 100)");
    }

    DeadlineTrial(ServerProcess server, List<Planned> requests, double rate, Duration duration) {
        this.server = server;
        this.requests = requests;
        this.rate = rate;
        this.duration = duration;
    }

    TrialReport run(long seed) throws IOException, InterruptedException {
        Duration warm = WARM_UP.compareTo(duration) < 0 ? WARM_UP : duration;
        LoadGenerator.run(options(warm), new Pace.Open(rate / 2, true, seed), requests);
        Log log = new Log();
        LoadResult result = LoadGenerator.run(options(duration), new Pace.Open(rate, true, seed), requests, log);
        Seen seen = new Seen(log, result, server.pauses());
        return new TrialReport("deadlines", table(log), claims(seen), figures(seen));
    }

    private LoadOptions options(Duration length) {
        return new LoadOptions(server.address(), length, Duration.ZERO, CONNECTIONS, PATIENCE);
    }

    /** Returns by how much the request was late beyond its late sending and some pauses since, in nanoseconds. */
    private static long blamed(Late late, Pauses... logs) {
        Observer.Ended ended = late.ended();
        return late.lateNanos() - (ended.sentNanos() - ended.dueNanos()) - paused(late, logs);
    }

    private static long paused(Late late, Pauses... logs) {
        return Pauses.covered(late.ended().sentNanos(), late.ended().endNanos(), List.of(logs));
    }

    /** What the trial has to judge from. Immutable. */
    private record Seen(Log log, LoadResult result, Pauses server) {}

    private static List<Claim> claims(Seen seen) {
        Log log = seen.log();
        LoadResult result = seen.result();
        long machine = 0;
        long blamed = 0;
        long worst = 0;
        long worstSeen = 0;
        for (Late late : log.late) {
            long left = blamed(late, result.pauses(), seen.server());
            machine += blamed(late, result.pauses()) > 0 ? 1 : 0;
            blamed += left > 0 ? 1 : 0;
            worst = Math.max(worst, left);
            worstSeen = Math.max(worstSeen, late.lateNanos());
        }
        long wrong = result.count(Verdict.INVALID, Verdict.FAILED, Verdict.MISSING);
        return List.of(
                new Claim(
                        "none is answered later than its budget and 5 ms, pauses of either process taken off",
                        blamed == 0,
                        String.format(
                                Locale.ROOT,
                                "%d of %d, by %.1f ms at most; %d with those of the generator's process taken off alone, %d with none, by %.1f ms at most",
                                blamed,
                                log.count,
                                worst / NANOS_PER_MILLI,
                                machine,
                                log.late.size(),
                                worstSeen / NANOS_PER_MILLI)),
                Claim.mostAnswered(log.served, log.count),
                new Claim(
                        "none is degraded, or lacks a stage, without a reason",
                        log.notExplained == 0,
                        log.notExplained == 0 ? "all explained" : log.notExplained + ", such as " + log.unexplained),
                new Claim(
                        "every request gets a valid answer or a refusal",
                        wrong == 0,
                        wrong == 0 ? "all" : wrong + " did not: " + result.problems()));
    }

    private static String table(Log log) {
        List<List<String>> rows = new ArrayList<>();
        int above = 1;
        for (int band : BANDS) {
            Histogram latency = log.latency.getOrDefault(band, new Histogram(3));
            Map<Verdict, Long> verdicts = log.verdicts.getOrDefault(band, Map.of());
            long late = log.late.stream()
                    .filter(each -> band(each.ended().request().terms().timeoutMillis()) == band)
                    .count();
            rows.add(List.of(
                    above + " to " + band + " ms",
                    Long.toString(latency.getTotalCount()),
                    Long.toString(verdicts.getOrDefault(Verdict.FULL, 0L)),
                    Long.toString(verdicts.getOrDefault(Verdict.DEGRADED, 0L)),
                    Long.toString(verdicts.getOrDefault(Verdict.REFUSED, 0L)),
                    millis(latency, 50),
                    millis(latency, 99),
                    millis(latency, 99.9),
                    millis(latency, 100),
                    Long.toString(late)));
            above = band + 1;
        }
        return TextTable.of(
                List.of("budget", "asked", "full", "degraded", "refused", "p50", "p99", "p99.9", "max ms", "late"),
                rows,
                1);
    }

    private static String millis(Histogram histogram, double percentile) {
        return String.format(Locale.ROOT, "%.1f", histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLI);
    }

    /** Every late answer is told with what was taken off: when it was sent late, and when either process paused. */
    private static JsonObject figures(Seen seen) {
        Log log = seen.log();
        LoadResult result = seen.result();
        List<Object> late = new ArrayList<>();
        for (Late each : log.late) {
            Observer.Ended ended = each.ended();
            late.add(new JsonObject()
                    .put("budgetMs", ended.request().terms().timeoutMillis())
                    .put("tookMs", (ended.endNanos() - ended.dueNanos()) / NANOS_PER_MILLI)
                    .put("sentLateMs", (ended.sentNanos() - ended.dueNanos()) / NANOS_PER_MILLI)
                    .put("pausedMs", paused(each, result.pauses()) / NANOS_PER_MILLI)
                    .put("serverPausedMs", paused(each, seen.server()) / NANOS_PER_MILLI)
                    .put("eitherPausedMs", paused(each, result.pauses(), seen.server()) / NANOS_PER_MILLI)
                    .put("blamedMs", blamed(each, result.pauses(), seen.server()) / NANOS_PER_MILLI)
                    .put("verdict", ended.verdict().name()));
        }
        return new JsonObject()
                .put("requests", log.count)
                .put("answered", log.served)
                .put("slackMs", SLACK_MILLIS)
                .put("load", LoadReport.json(result))
                .put("late", late);
    }
}
