package dev.millrace.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Measured against allowed and possible, as a table: the median where calls were timed one by one, else the mean.
 * Stateless.
 */
public final class BudgetTable {
    private static final List<String> HEAD = List.of(
            "benchmark", "parameters", "mean", "+-", "p50", "p99", "allocated", "budget", "of it", "bound", "times");

    private BudgetTable() {}

    /** Returns the table, one row a measurement, with a line for each limit that is exceeded below it. */
    public static String text(List<Measurement> measurements, Budgets budgets) {
        List<Measurement> sorted = new ArrayList<>(measurements);
        sorted.sort(Comparator.comparing(Measurement::benchmark)
                .thenComparing(Measurement::parameterText, BudgetTable::numerically));
        List<List<String>> rows = new ArrayList<>();
        StringBuilder exceeded = new StringBuilder();
        for (Measurement measurement : sorted) {
            Optional<Budgets.Limits> limits = budgets.of(measurement).map(Budgets.Budget::limits);
            OptionalDouble budget = limits.map(Budgets.Limits::micros).orElse(OptionalDouble.empty());
            double usual = measurement.usualMicros();
            OptionalDouble bound = budgets.boundMicros(measurement);
            rows.add(List.of(
                    measurement.benchmark(),
                    measurement.parameterText(),
                    time(measurement.micros()),
                    Double.isNaN(measurement.error()) ? "" : time(measurement.error()),
                    measurement.percentiles().map(all -> time(all.p50())).orElse(""),
                    measurement.percentiles().map(all -> time(all.p99())).orElse(""),
                    measurement.bytes().isPresent() ? bytes(measurement.bytes().getAsDouble()) : "",
                    budget.isPresent() ? time(budget.getAsDouble()) : "",
                    budget.isPresent() ? percent(usual / budget.getAsDouble()) : "",
                    bound.isPresent() ? time(bound.getAsDouble()) : "",
                    bound.isPresent() ? factor(usual / bound.getAsDouble()) : ""));
            limits.ifPresent(all -> exceeded.append(exceeded(measurement, all)));
        }
        return TextTable.of(HEAD, rows, 2) + exceeded;
    }

    private static String exceeded(Measurement measurement, Budgets.Limits limits) {
        String what = ("over budget: " + measurement.benchmark() + " " + measurement.parameterText()).strip();
        StringBuilder lines = new StringBuilder();
        double usual = measurement.usualMicros();
        limits.micros().ifPresent(most -> lines.append(usual > most ? what + ": " + time(usual) + of(time(most)) : ""));
        measurement
                .percentiles()
                .ifPresent(times -> limits.p99()
                        .ifPresent(most -> lines.append(
                                times.p99() > most ? what + ": p99 " + time(times.p99()) + of(time(most)) : "")));
        measurement
                .bytes()
                .ifPresent(allocated -> limits.bytes()
                        .ifPresent(most -> lines.append(
                                allocated > most
                                        ? what + ": " + bytes(allocated) + " allocated" + of(bytes(most))
                                        : "")));
        return lines.toString();
    }

    private static String of(String most) {
        return " (allowed: " + most + ")\n";
    }

    /** Orders texts so that numbers in them count as numbers: 10000 before 100000. */
    static int numerically(String one, String other) {
        String[] left = one.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)", -1);
        String[] right = other.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            boolean numbers = left[i].matches("[0-9]{1,18}") && right[i].matches("[0-9]{1,18}");
            int order = numbers
                    ? Long.compare(Long.parseLong(left[i]), Long.parseLong(right[i]))
                    : left[i].compareTo(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }

    /** Returns three digits and a unit. */
    static String time(double micros) {
        if (micros < 1) {
            return digits(micros * 1e3) + " ns";
        }
        return micros < 1e3
                ? digits(micros) + " us"
                : micros < 1e6 ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    private static String bytes(double bytes) {
        return bytes < 1000 ? Math.round(bytes) + " B" : digits(bytes / 1000) + " kB";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", share * 100);
    }

    private static String factor(double factor) {
        return digits(factor) + "x";
    }
}
