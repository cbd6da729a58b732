package dev.millrace.benchmarks.report;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One benchmark with its parameters, measured. Immutable.
 *
 * @param benchmark class and method, such as {@code CascadeBenchmark.recommend}
 * @param parameters by name, the number of threads among them
 * @param micros mean microseconds an operation
 * @param percentiles where every call was timed by itself
 * @param error half the width of the 99.9% confidence interval, microseconds; NaN where there were too few iterations
 * @param bytes allocated an operation, where that was measured
 */
public record Measurement(
        String benchmark,
        SortedMap<String, String> parameters,
        double micros,
        Optional<Percentiles> percentiles,
        double error,
        OptionalDouble bytes) {
    /**
     * Of single calls. Immutable.
     *
     * @param p50 median, microseconds
     * @param p99 microseconds
     */
    public record Percentiles(double p50, double p99) {}

    /** Copies the map. */
    public Measurement {
        parameters = new TreeMap<>(parameters);
    }

    /** Returns microseconds of a usual call: the median where that is known, else the mean. */
    double usualMicros() {
        return percentiles.map(Percentiles::p50).orElse(micros);
    }

    /** Returns the name and parameters, what makes two measurements comparable. */
    public String key() {
        return benchmark + " " + parameters;
    }

    /** Returns the parameters as {@code items=10000 share=1}. */
    public String parameterText() {
        StringBuilder text = new StringBuilder();
        parameters.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(value));
        return text.toString();
    }
}
