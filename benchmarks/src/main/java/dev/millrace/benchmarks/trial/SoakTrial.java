package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.load.LoadGenerator;
import dev.millrace.benchmarks.load.LoadOptions;
import dev.millrace.benchmarks.load.LoadResult;
import dev.millrace.benchmarks.load.Pace;
import dev.millrace.benchmarks.load.Planned;
import dev.millrace.benchmarks.load.Verdict;
import dev.millrace.cascade.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A long mixed load: whatever a server leaks grows with it. Between two minutes of load the server collects its garbage
 * and its heap, buffers, threads, descriptors and resident memory are read; a line is fitted through each. Stateless.
 *
 * <p>Every minute comes over new connections. Memory is asked of a server whose heap is committed from the start, so
 * that the resident memory of the process moves by what is outside of the heap alone.
 */
final class SoakTrial {
    /** Options of the server under test, whose heap is of that many megabytes. */
    static List<String> jvm(int heapMegabytes) {
        return List.of(
                "-Xms" + heapMegabytes + "m",
                "-Xmx" + heapMegabytes + "m",
                "-XX:+AlwaysPreTouch",
                "-Dio.netty.leakDetection.level=PARANOID",
                "-Dio.netty.leakDetection.targetRecords=20");
    }

    /**
     * A connection that the server closes for having been idle, as the client sends on it, would count as a failure.
     */
    static final String CONFIG = "millrace.server.http.idle-timeout = 10 m\n";

    private static final List<Verdict> WRONG = List.of(Verdict.INVALID, Verdict.FAILED, Verdict.MISSING);
    /** Code is compiled and pools fill up in the first part, which no line is fitted through. */
    private static final double SETTLING = 0.25;
    /** What may be gained over the fitted part, by part of {@link Footprint}: bytes, or a number. */
    private static final double[] GAIN = {4 << 20, 8 << 20, 4 << 20, 4 << 20, 24 << 20, 3, 4};

    /** The server sees that connections were closed. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private SoakTrial() {}

    /**
     * Loads a server for so many minutes.
     *
     * @param told hears a line each minute
     */
    static TrialReport run(
            ServerProcess server,
            List<Planned> requests,
            int minutes,
            double rate,
            Duration minute,
            Consumer<String> told)
            throws IOException, InterruptedException {
        told.accept(head());
        List<Footprint> footprints = new ArrayList<>();
        Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < minutes && server.alive(); i++) {
            LoadResult result = LoadGenerator.run(
                    new LoadOptions(server.address(), minute, Duration.ZERO, 64, Duration.ofSeconds(10)),
                    new Pace.Open(rate, true, i),
                    MixedRequests.rotated(requests, (int) (i * rate * minute.toSeconds() % requests.size())));
            for (Verdict verdict : Verdict.values()) {
                verdicts.merge(verdict, result.count(verdict), Long::sum);
            }
            problems.addAll(result.problems());
            Thread.sleep(CLOSING);
            Footprint footprint = Footprint.of(server);
            footprints.add(footprint);
            told.accept(line(i + 1, footprint, result));
        }
        List<Claim> claims = claims(footprints);
        long wrong = WRONG.stream()
                .mapToLong(verdict -> verdicts.getOrDefault(verdict, 0L))
                .sum();
        claims.add(new Claim(
                "no request gets a wrong answer or none",
                wrong == 0 && footprints.size() == minutes,
                wrong + " of " + verdicts + (problems.isEmpty() ? "" : ", such as " + problems.getFirst())));
        claims.add(Claim.mostAnswered(
                verdicts.getOrDefault(Verdict.FULL, 0L) + verdicts.getOrDefault(Verdict.DEGRADED, 0L),
                verdicts.values().stream().mapToLong(Long::longValue).sum()));
        List<String> leaks =
                server.log().stream().filter(line -> line.contains("LEAK")).toList();
        claims.add(new Claim(
                "no buffer is leaked, as Netty's detector sees every one",
                leaks.isEmpty(),
                leaks.isEmpty() ? "nothing reported" : leaks.size() + " reports, such as " + leaks.getFirst()));
        JsonObject counts = new JsonObject();
        verdicts.forEach((verdict, count) -> counts.put(verdict.name().toLowerCase(Locale.ROOT), count));
        JsonObject figures = new JsonObject()
                .put("minutes", footprints.size())
                .put("requestsPerSecond", rate)
                .put("verdicts", counts)
                .put("footprints", footprints.stream().map(Footprint::json).toList());
        return new TrialReport("soak", "", claims, figures);
    }

    /**
     * One claim for each part of a footprint: the line through it, for which it takes two at least, does not rise by
     * more than what is allowed.
     */
    static List<Claim> claims(List<Footprint> footprints) {
        int from = (int) (SETTLING * footprints.size());
        int count = footprints.size() - from;
        List<Claim> claims = new ArrayList<>();
        for (int part = 0; part < GAIN.length; part++) {
            double[] minutes = new double[count];
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                minutes[i] = i;
                values[i] = footprints.get(from + i).values()[part];
            }
            double unit = Footprint.unit(part);
            String of = Footprint.unitName(part);
            double slope = Trend.slope(minutes, values) / unit;
            double gain = slope * Math.max(0, count - 1);
            claims.add(new Claim(
                    String.format(
                            Locale.ROOT,
                            "%s gains at most %.0f%s over the last %d minutes",
                            Footprint.NAMES.get(part),
                            GAIN[part] / unit,
                            of,
                            count),
                    count > 1 && gain <= GAIN[part] / unit,
                    String.format(Locale.ROOT, "%+.2f%s, %+.4f a minute", gain, of, slope)));
        }
        return claims;
    }

    private static String head() {
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%6s", "minute"));
        Footprint.NAMES.forEach(name -> head.append(String.format(Locale.ROOT, " %11s", name)));
        return head.append(String.format(
                        Locale.ROOT, " %9s %9s %6s %9s %9s", "served", "refused", "wrong", "p99 ms", "pause ms"))
                .toString();
    }

    private static String line(int minute, Footprint footprint, LoadResult result) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%6d", minute));
        long[] values = footprint.values();
        for (int i = 0; i < values.length; i++) {
            line.append(
                    Footprint.unit(i) > 1
                            ? String.format(Locale.ROOT, " %8.1f MB", values[i] / Footprint.unit(i))
                            : String.format(Locale.ROOT, " %11d", values[i]));
        }
        return line.append(String.format(
                        Locale.ROOT,
                        " %9d %9d %6d %9.1f %9.1f",
                        result.count(Verdict.FULL, Verdict.DEGRADED),
                        result.count(Verdict.REFUSED),
                        result.count(WRONG.toArray(Verdict[]::new)),
                        result.latencyMillis(99),
                        result.hiccups().getMaxValue() / 1e6))
                .toString();
    }
}
