package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.release.BenchmarkRelease;
import dev.millrace.benchmarks.report.Charts;
import dev.millrace.benchmarks.report.JmhResults;
import dev.millrace.benchmarks.report.Measurement;
import dev.millrace.benchmarks.report.TextTable;
import dev.millrace.cascade.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The whole cascade over catalogues of growing size, one request at a time, measured with JMH: its cost grows far
 * slower than the catalogue. The exponent is the slope of the line through the logarithms of size and time. Stateless.
 */
final class GrowthTrial {
    private static final String BENCHMARK = "\\.CascadeBenchmark\\.recommend$";
    private static final double MOST_EXPONENT = 0.5;

    private GrowthTrial() {}

    /**
     * Measures, and writes JMH's results.
     *
     * @param items sizes of catalogues, separated by commas
     * @param dimensions of item vectors
     * @param seconds of measuring each, after as many of warming up
     */
    static void measure(String items, String dimensions, int seconds, Path results) throws RunnerException {
        // A long class path on the command line overflows ONNX Runtime's stack when it reads it.
        System.setProperty("jmh.separateClasspathJAR", "true");
        new Runner(new OptionsBuilder()
                        .include(BENCHMARK)
                        .forks(1)
                        .warmupIterations(seconds)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(seconds)
                        .measurementTime(TimeValue.seconds(1))
                        .shouldFailOnError(true)
                        .param("items", items.split(",", -1))
                        .param("dimension", dimensions.split(",", -1))
                        .param("share", "1")
                        .resultFormat(ResultFormatType.JSON)
                        .result(results.toString())
                        .jvmArgs(BenchmarkRelease.forkArguments())
                        .build())
                .run();
    }

    /** Judges JMH's results and draws them beside their file. */
    static TrialReport report(Path results) throws IOException {
        List<Measurement> measured = JmhResults.read(results).stream()
                .filter(each -> each.benchmark().endsWith("CascadeBenchmark.recommend"))
                .toList();
        if (measured.isEmpty()) {
            throw new IllegalArgumentException(results + ": nothing of CascadeBenchmark.recommend");
        }
        SortedMap<Integer, SortedMap<Double, Double>> lines = new TreeMap<>();
        List<List<String>> rows = new ArrayList<>();
        for (Measurement each : measured) {
            int dimension = Integer.parseInt(each.parameters().getOrDefault("dimension", "0"));
            double items = Double.parseDouble(each.parameters().getOrDefault("items", "0"));
            Double other =
                    lines.computeIfAbsent(dimension, unseen -> new TreeMap<>()).put(items, each.micros());
            if (other != null) {
                throw new IllegalArgumentException(results + ": " + each.key()
                        + " (expected: one measurement of each dimension and number of items)");
            }
            rows.add(List.of(
                    String.format(Locale.ROOT, "%.0f", items),
                    Integer.toString(dimension),
                    String.format(Locale.ROOT, "%.2f", each.micros() / 1e3),
                    String.format(Locale.ROOT, "%.2f", each.error() / 1e3)));
        }
        List<Claim> claims = new ArrayList<>();
        JsonObject exponents = new JsonObject();
        lines.forEach((dimension, points) -> {
            double exponent = exponent(points);
            exponents.put("d" + dimension, exponent);
            claims.add(new Claim(
                    String.format(Locale.ROOT, "d %d: time grows as items to the power of less than 0.5", dimension),
                    points.size() > 1 && exponent < MOST_EXPONENT,
                    String.format(Locale.ROOT, "%.3f over %d sizes", exponent, points.size())));
        });
        String table = TextTable.of(List.of("items", "d", "ms a request", "+-"), rows, 0) + picture(measured, results);
        return new TrialReport(
                "growth",
                table,
                claims,
                new JsonObject().put("exponents", exponents).put("results", results.toString()));
    }

    private static String picture(List<Measurement> measured, Path results) throws IOException {
        Path picture =
                results.resolveSibling(results.getFileName().toString().replaceFirst("\\.json$", "") + ".growth.png");
        return Charts.growth(measured, picture) ? "picture: " + picture + "\n" : "";
    }

    /** Returns the power of the size that the time grows with. */
    static double exponent(SortedMap<Double, Double> points) {
        double[] sizes = new double[points.size()];
        double[] times = new double[points.size()];
        int at = 0;
        for (Map.Entry<Double, Double> point : points.entrySet()) {
            sizes[at] = Math.log(point.getKey());
            times[at++] = Math.log(point.getValue());
        }
        return Trend.slope(sizes, times);
    }
}
