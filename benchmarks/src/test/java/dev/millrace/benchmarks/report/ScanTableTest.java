package dev.millrace.benchmarks.report;

import static dev.millrace.benchmarks.report.BudgetsTest.measured;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScanTableTest {
    private static final Map<String, String> SMALL = Map.of("dimension", "64", "kilobytes", "256");
    private static final Map<String, String> LARGE = Map.of("dimension", "64", "kilobytes", "524288");

    @Test
    void kernelsStandBesideTheReadingOfTheSameBytesInTheSameArea() {
        String table = ScanTable.text(List.of(
                measured("ScanBenchmark.codes", LARGE, 20, 1),
                measured("ScanBenchmark.codes", SMALL, 16.384, 1),
                measured("ScanBenchmark.readCodes", LARGE, 18, 1),
                measured("ScanBenchmark.readCodes", SMALL, 4, 1),
                measured("ScanBenchmark.centresPlain", SMALL, 409.6, 1),
                measured("ScanBenchmark.rows", SMALL, 10.24, 1),
                measured("ScanBenchmark.readRows", LARGE, 5, 1),
                measured("CascadeBenchmark.recommend", SMALL, 5, 1)));
        assertThat(table.lines())
                .containsExactly(
                        "kernel        parameters                     bytes a row  million rows/s   GB/s  GB/s only read  of it",
                        "centresPlain  dimension=64 kilobytes=256              64            10.0   0.64           65.54     1%",
                        "codes         dimension=64 kilobytes=256              16          1000.0  16.00           65.54    24%",
                        "rows          dimension=64 kilobytes=256             256           100.0  25.60",
                        "codes         dimension=64 kilobytes=524288           16           819.2  13.11           14.56    90%");
    }

    @Test
    void otherSuitesHaveNoSuchTable() {
        assertThat(ScanTable.text(List.of(measured("CascadeBenchmark.recommend", Map.of(), 5, 1))))
                .isEmpty();
    }
}
