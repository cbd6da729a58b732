package dev.millrace.benchmarks.load;

import dev.millrace.cascade.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** Says what a load showed: as text, as JSON, as HdrHistogram percentile files. Stateless. */
public final class LoadReport {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private LoadReport() {}

    /** Returns a few lines for a person to read. */
    public static String text(LoadResult result) {
        Tally tally = result.tally();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %d due, %.1f a second served%n",
                pace(result),
                tally.total(),
                result.servedPerSecond()));
        line(text, "outcome", outcomes(tally));
        line(text, "latency, ms", percentiles(tally.latency, 1e6) + "   from when due");
        line(text, "service, ms", percentiles(tally.service, 1e6) + "   from when sent");
        if (tally.of(Verdict.REFUSED) > 0) {
            line(text, "refusals, ms", percentiles(tally.refusal, 1e6));
        }
        line(text, "hiccups, ms", percentiles(result.hiccups(), 1e6) + "   of this process and machine");
        tally.stages().forEach((name, times) -> line(text, name + ", ms", percentiles(times, 1e3)));
        line(text, "processor", processor(result));
        tally.problems().forEach(problem -> line(text, "problem", problem));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-17s %s%n", name, value));
    }

    private static String pace(LoadResult result) {
        return switch (result.pace()) {
            case Pace.Open open ->
                String.format(
                        Locale.ROOT,
                        "%.1f requests a second %s for %.1f s",
                        open.perSecond(),
                        open.random() ? "at random" : "evenly",
                        result.options().duration().toMillis() / 1e3);
            case Pace.Closed closed ->
                String.format(
                        Locale.ROOT,
                        "closed loop, %d under way, for %.1f s",
                        closed.inFlight(),
                        result.options().duration().toMillis() / 1e3);
        };
    }

    private static String outcomes(Tally tally) {
        List<String> parts = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            if (tally.of(verdict) > 0) {
                parts.add(tally.of(verdict) + " " + verdict.name().toLowerCase(Locale.ROOT));
            }
        }
        return String.join(", ", parts)
                + "; asked by "
                + tally.kinds().entrySet().stream()
                        .map(entry ->
                                entry.getValue() + " " + entry.getKey().name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
    }

    private static String percentiles(Histogram histogram, double unit) {
        if (histogram.getTotalCount() == 0) {
            return "none";
        }
        StringBuilder text = new StringBuilder();
        for (double percentile : PERCENTILES) {
            text.append(String.format(
                    Locale.ROOT,
                    "p%s %.2f  ",
                    percentile == Math.rint(percentile) ? Integer.toString((int) percentile) : percentile,
                    histogram.getValueAtPercentile(percentile) / unit));
        }
        return text.append(String.format(Locale.ROOT, "max %.2f", histogram.getMaxValue() / unit))
                .toString();
    }

    private static String processor(LoadResult result) {
        double seconds = result.measured().toNanos() / 1e9;
        double own = result.ownTime().toNanos() / 1e9;
        String server = result.serverTime()
                .map(time -> String.format(
                        Locale.ROOT,
                        "server %.3f ms a request, %.2f cores; ",
                        result.serverMillisPerRequest().orElseThrow(),
                        time.toNanos() / 1e9 / seconds))
                .orElse("server not known; ");
        return server
                + String.format(
                        Locale.ROOT,
                        "generator %.3f ms a request, %.2f cores",
                        own * 1e3 / Math.max(1, result.tally().total()),
                        own / seconds);
    }

    /** Returns everything, times in milliseconds. */
    public static JsonObject json(LoadResult result) {
        Tally tally = result.tally();
        JsonObject json = new JsonObject();
        switch (result.pace()) {
            case Pace.Open open ->
                json.put("rate", open.perSecond()).put("arrivals", open.random() ? "random" : "even");
            case Pace.Closed closed -> json.put("inFlight", closed.inFlight());
        }
        LoadOptions options = result.options();
        json.put("seconds", options.duration().toMillis() / 1e3)
                .put("warmUpSeconds", options.warmUp().toMillis() / 1e3)
                .put("measuredSeconds", result.measured().toNanos() / 1e9)
                .put("connections", options.connections())
                .put("patienceSeconds", options.patience().toMillis() / 1e3)
                .put("due", tally.total())
                .put("servedPerSecond", result.servedPerSecond())
                .put("verdicts", verdicts(tally))
                .put("statuses", statuses(tally))
                .put("releases", List.copyOf(tally.releases()))
                .put("latencyMs", json(tally.latency, 1e6))
                .put("serviceMs", json(tally.service, 1e6))
                .put("refusalMs", json(tally.refusal, 1e6))
                .put("hiccupMs", json(result.hiccups(), 1e6));
        JsonObject stages = new JsonObject();
        for (Map.Entry<String, Histogram> stage : tally.stages().entrySet()) {
            stages.put(stage.getKey(), json(stage.getValue(), 1e3));
        }
        json.put("stageMs", stages)
                .put("generatorCpuMsPerRequest", result.ownTime().toNanos() / 1e6 / Math.max(1, tally.total()));
        result.serverMillisPerRequest().ifPresent(millis -> json.put("serverCpuMsPerRequest", millis));
        return json.put("problems", List.copyOf(tally.problems()));
    }

    private static JsonObject verdicts(Tally tally) {
        JsonObject json = new JsonObject();
        for (Verdict verdict : Verdict.values()) {
            json.put(verdict.name().toLowerCase(Locale.ROOT), tally.of(verdict));
        }
        return json;
    }

    private static JsonObject statuses(Tally tally) {
        JsonObject json = new JsonObject();
        tally.statuses().forEach((status, count) -> json.put(Integer.toString(status), count));
        return json;
    }

    private static JsonObject json(Histogram histogram, double unit) {
        JsonObject json = new JsonObject().put("count", histogram.getTotalCount());
        if (histogram.getTotalCount() > 0) {
            json.put("mean", histogram.getMean() / unit);
            for (double percentile : PERCENTILES) {
                json.put("p" + percentile, histogram.getValueAtPercentile(percentile) / unit);
            }
            json.put("max", histogram.getMaxValue() / unit);
        }
        return json;
    }

    /** Writes the latencies, from when requests were due, as a percentile distribution in milliseconds. */
    public static void writeHistogram(LoadResult result, Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            result.tally().latency.outputPercentileDistribution(out, 1e6);
        }
        ResultFile.write(file, bytes.toString(StandardCharsets.UTF_8));
    }
}
