package dev.millrace.benchmarks.report;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jmh.util.ListStatistics;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON that JMH writes. Stateless. */
public final class JmhResults {
    private static final Map<String, Double> MICROS =
            Map.of("ns/op", 1e-3, "us/op", 1.0, "ms/op", 1e3, "s/op", 1e6, "min/op", 6e7);

    private static final double CONFIDENCE = 0.999;

    private JmhResults() {}

    /**
     * Reads a file; benchmarks that measure no time an operation are left out.
     *
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException naming the file and member when it is not as JMH writes it
     */
    public static List<Measurement> read(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            List<Measurement> measurements = new ArrayList<>();
            List<JsonObject> results =
                    JsonReader.parse("{\"results\":" + text + "}").objects("results");
            JsonNode tree = JsonMapper.shared().readTree(text);
            for (int i = 0; i < results.size(); i++) {
                JsonObject metric = results.get(i).object("primaryMetric");
                String unit = metric.string("scoreUnit");
                if (MICROS.containsKey(unit)) {
                    JsonNode sampled = tree.path(i).path("primaryMetric").path("rawDataHistogram");
                    double error = sampled.isMissingNode() ? error(metric) : sampledError(sampled);
                    measurements.add(measurement(
                            results.get(i), !sampled.isMissingNode(), error, MICROS.getOrDefault(unit, 1.0)));
                }
            }
            return measurements;
        } catch (JsonException e) {
            throw new IllegalArgumentException(file + ": not a result file of JMH: " + e.getMessage(), e);
        }
    }

    private static Measurement measurement(JsonObject result, boolean sampled, double error, double micros) {
        String[] name = result.string("benchmark").split("\\.", -1);
        SortedMap<String, String> parameters = new TreeMap<>();
        if (result.has("params")) {
            JsonObject given = result.object("params");
            given.names().forEach(parameter -> parameters.put(parameter, given.string(parameter)));
        }
        if (result.int32("threads") > 1) {
            parameters.put("threads", Integer.toString(result.int32("threads")));
        }
        JsonObject metric = result.object("primaryMetric");
        return new Measurement(
                name[name.length - 2] + "." + name[name.length - 1],
                parameters,
                metric.number("score") * micros,
                sampled ? Optional.of(percentiles(metric.object("scorePercentiles"), micros)) : Optional.empty(),
                error * micros,
                bytes(result.object("secondaryMetrics")));
    }

    private static Measurement.Percentiles percentiles(JsonObject times, double micros) {
        return new Measurement.Percentiles(times.number("50.0") * micros, times.number("99.0") * micros);
    }

    /** JMH writes the text "NaN" where it has no error. */
    private static double error(JsonObject metric) {
        try {
            return metric.number("scoreError");
        } catch (JsonException e) {
            return Double.NaN;
        }
    }

    /**
     * Where JMH samples, its error takes every call for a run of its own, and is next to nothing; here it is that of
     * the means of the iterations, as in the other modes.
     *
     * @param histograms {@code rawDataHistogram}: by fork, by iteration, pairs of a time and how many calls took it
     */
    private static double sampledError(JsonNode histograms) {
        ListStatistics means = new ListStatistics();
        for (JsonNode fork : histograms) {
            for (JsonNode iteration : fork) {
                double sum = 0;
                double count = 0;
                for (JsonNode pair : iteration) {
                    double calls = pair.path(1).asDouble();
                    sum += calls * pair.path(0).asDouble();
                    count += calls;
                }
                means.addValue(sum / count);
            }
        }
        return means.getMeanErrorAt(CONFIDENCE);
    }

    private static OptionalDouble bytes(JsonObject secondary) {
        for (String name : secondary.names()) {
            if (name.endsWith("gc.alloc.rate.norm")) {
                return OptionalDouble.of(secondary.object(name).number("score"));
            }
        }
        return OptionalDouble.empty();
    }
}
