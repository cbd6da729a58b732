package dev.millrace.benchmarks.report;

import dev.millrace.retrieval.dense.CodeArea;
import dev.millrace.retrieval.dense.RowArea;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the kernels of a scan get through in a second, beside the rate at which the same run read the same bytes, as a
 * table. Stateless.
 */
public final class ScanTable {
    private static final String SUITE = "ScanBenchmark.";
    private static final String READ = SUITE + "read";
    private static final List<String> HEAD =
            List.of("kernel", "parameters", "bytes a row", "million rows/s", "GB/s", "GB/s only read", "of it");

    private ScanTable() {}

    /** Returns the table, one row for each kernel measured, empty where there are none. */
    public static String text(List<Measurement> measurements) {
        List<List<String>> rows = new ArrayList<>();
        measurements.stream()
                .filter(measurement -> measurement.benchmark().startsWith(SUITE))
                .filter(measurement -> !measurement.benchmark().startsWith(READ))
                .sorted(Comparator.comparing(Measurement::parameterText, BudgetTable::numerically)
                        .thenComparing(Measurement::benchmark))
                .forEach(measurement -> rows.add(row(measurement, measurements)));
        return rows.isEmpty() ? "" : TextTable.of(HEAD, rows, 2);
    }

    private static List<String> row(Measurement measurement, List<Measurement> measurements) {
        String kernel = measurement.benchmark().substring(SUITE.length());
        int dimension = Integer.parseInt(measurement.parameters().getOrDefault("dimension", ""));
        int rowBytes = kernel.startsWith("codes")
                ? CodeArea.codeBytes(dimension)
                : kernel.startsWith("centres") ? CodeArea.centreBytes(dimension) : RowArea.rowBytes(dimension);
        String read = READ + (kernel.startsWith("rows") ? "Rows" : "Codes");
        Optional<Measurement> bound = measurements.stream()
                .filter(other -> other.benchmark().equals(read))
                .filter(other -> other.parameters().equals(measurement.parameters()))
                .findFirst();
        return List.of(
                kernel,
                measurement.parameterText(),
                Integer.toString(rowBytes),
                String.format(Locale.ROOT, "%.1f", CodeArea.STEP / (rowBytes * measurement.micros())),
                gigabytes(measurement),
                bound.map(ScanTable::gigabytes).orElse(""),
                bound.map(least -> BudgetTable.percent(least.micros() / measurement.micros()))
                        .orElse(""));
    }

    private static String gigabytes(Measurement measurement) {
        return String.format(Locale.ROOT, "%.2f", CodeArea.STEP / (1e3 * measurement.micros()));
    }
}
