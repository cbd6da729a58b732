package dev.millrace.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Measured against allowed and possible, as a table. Stateless. */
public final class BudgetTable {
    private static final List<String> HEAD =
            List.of("benchmark", "parameters", "measured", "+-", "allocated", "budget", "of it", "bound", "times");

    private BudgetTable() {}

    /** Returns the table, one row a measurement, with a line for each budget that is exceeded below it. */
    public static String text(List<Measurement> measurements, Budgets budgets) {
        List<Measurement> sorted = new ArrayList<>(measurements);
        sorted.sort(Comparator.comparing(Measurement::benchmark)
                .thenComparing(Measurement::parameterText, BudgetTable::numerically));
        List<List<String>> rows = new ArrayList<>();
        StringBuilder exceeded = new StringBuilder();
        for (Measurement measurement : sorted) {
            OptionalDouble budget =
                    budgets.of(measurement).map(Budgets.Budget::micros).orElse(OptionalDouble.empty());
            OptionalDouble bound = budgets.boundMicros(measurement);
            rows.add(List.of(
                    measurement.benchmark(),
                    measurement.parameterText(),
                    time(measurement.micros()),
                    Double.isNaN(measurement.error()) ? "" : time(measurement.error()),
                    measurement.bytes().isPresent() ? bytes(measurement.bytes().getAsDouble()) : "",
                    budget.isPresent() ? time(budget.getAsDouble()) : "",
                    budget.isPresent() ? percent(measurement.micros() / budget.getAsDouble()) : "",
                    bound.isPresent() ? time(bound.getAsDouble()) : "",
                    bound.isPresent() ? factor(measurement.micros() / bound.getAsDouble()) : ""));
            if (budget.isPresent() && measurement.micros() > budget.getAsDouble()) {
                exceeded.append("over budget: ")
                        .append(measurement.benchmark())
                        .append(' ')
                        .append(measurement.parameterText())
                        .append('\n');
            }
        }
        return TextTable.of(HEAD, rows, 2) + exceeded;
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
