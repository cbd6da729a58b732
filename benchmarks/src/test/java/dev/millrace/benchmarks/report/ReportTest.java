package dev.millrace.benchmarks.report;

import static dev.millrace.benchmarks.report.BudgetsTest.measured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
    private static final String RESULT = """
            [{"jmhVersion":"1.37","benchmark":"dev.millrace.benchmarks.ABenchmark.run","mode":"avgt","threads":2,"forks":1,
              "params":{"items":"100"},
              "primaryMetric":{"score":1.5,"scoreError":"NaN","scoreUnit":"ms/op","rawData":[[1.5]]},
              "secondaryMetrics":{"gc.alloc.rate.norm":{"score":640.0,"scoreError":1.0,"scoreUnit":"B/op"}}},
             {"jmhVersion":"1.37","benchmark":"dev.millrace.benchmarks.ABenchmark.other","mode":"avgt","threads":1,"forks":1,
              "primaryMetric":{"score":5,"scoreError":0.5,"scoreUnit":"us/op"},"secondaryMetrics":{}},
             {"jmhVersion":"1.37","benchmark":"dev.millrace.benchmarks.ABenchmark.rate","mode":"thrpt","threads":1,"forks":1,
              "primaryMetric":{"score":5,"scoreError":0.5,"scoreUnit":"ops/s"},"secondaryMetrics":{}}]
            """;

    @Test
    void theResultsOfJmhAreRead(@TempDir Path folder) throws Exception {
        List<Measurement> read = JmhResults.read(Files.writeString(folder.resolve("r.json"), RESULT));
        assertThat(read).hasSize(2);
        assertThat(read.getFirst().key()).isEqualTo("ABenchmark.run {items=100, threads=2}");
        assertThat(read.getFirst().micros()).isEqualTo(1500);
        assertThat(read.getFirst().error()).isNaN();
        assertThat(read.getFirst().bytes()).hasValue(640);
        assertThat(read.get(1).error()).isEqualTo(0.5);
        assertThat(read.get(1).bytes()).isEmpty();
    }

    @Test
    void theErrorOfSampledTimesIsThatOfTheirIterations(@TempDir Path folder) throws Exception {
        String sampled = """
                [{"jmhVersion":"1.37","benchmark":"dev.millrace.benchmarks.ABenchmark.run","mode":"sample","threads":1,
                  "primaryMetric":{"score":110.0,"scoreError":0.01,"scoreUnit":"us/op",
                  "scorePercentiles":{"50.0":110.0,"99.0":120.0},"rawDataHistogram":
                    [[[[90.0,500],[110.0,500]],[[110.0,1000]],[[120.0,1000]]]]},"secondaryMetrics":{}}]
                """;
        Measurement read = JmhResults.read(Files.writeString(folder.resolve("s.json"), sampled))
                .getFirst();
        // Means of 100, 110 and 120: a standard error of 10 / sqrt(3), times 31.6 at two degrees of freedom.
        assertThat(read.error()).isCloseTo(182.4, within(0.1));
        assertThat(read.percentiles()).hasValue(new Measurement.Percentiles(110, 120));
    }

    @Test
    void aFileOfSomethingElseIsRefusedByName(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("r.json"), "[{\"benchmark\":\"x\"}]");
        assertThatThrownBy(() -> JmhResults.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("r.json: not a result file of JMH: primaryMetric");
    }

    @Test
    void theTableHoldsMeasuredAgainstAllowedAndPossible() {
        Budgets budgets =
                Budgets.parse("machine { gigabytes-per-second = 10, gigaflops = 100, random-read-nanos = 100 }\n"
                        + "budgets = [ { benchmark = A.slow, budget-micros = 100, work { megaflops = 5 } },"
                        + " { benchmark = A.fast, budget-micros = 100 } ]");
        String table = BudgetTable.text(
                List.of(
                        measured("A.slow", Map.of("items", "100000"), 250, 1.5),
                        measured("A.slow", Map.of("items", "20000"), 100, Double.NaN),
                        measured("A.fast", Map.of(), 0.25, 0.01),
                        measured("A.other", Map.of(), 1234, 1)),
                budgets);
        assertThat(table.lines())
                .containsExactly(
                        "benchmark  parameters       mean       +-  p50  p99  allocated  budget  of it    bound  times",
                        "A.fast                    250 ns  10.0 ns              2.05 kB  100 us     0%",
                        "A.other                  1.23 ms  1.00 us              2.05 kB",
                        "A.slow     items=20000    100 us                       2.05 kB  100 us   100%  50.0 us  2.00x",
                        "A.slow     items=100000   250 us  1.50 us              2.05 kB  100 us   250%  50.0 us  5.00x",
                        "over budget: A.slow items=100000: 250 us (allowed: 100 us)");
    }

    @Test
    void whereCallsAreTimedOneByOneTheMedianCountsAndTheSlowestHundredthToo() {
        Budgets budgets = Budgets.parse(
                "machine { gigabytes-per-second = 10, gigaflops = 100, random-read-nanos = 100 }\n"
                        + "budgets = [ { benchmark = A.b, budget-micros = 100, p99-micros = 150, allocated-bytes = 2000 } ]");
        Measurement sampled = new Measurement(
                "A.b",
                new TreeMap<>(),
                130,
                Optional.of(new Measurement.Percentiles(90, 200)),
                1,
                OptionalDouble.of(2048));
        assertThat(BudgetTable.text(List.of(sampled), budgets).lines())
                .containsExactly(
                        "benchmark  parameters    mean       +-      p50     p99  allocated  budget  of it  bound  times",
                        "A.b                    130 us  1.00 us  90.0 us  200 us    2.05 kB  100 us    90%",
                        "over budget: A.b: p99 200 us (allowed: 150 us)",
                        "over budget: A.b: 2.05 kB allocated (allowed: 2.00 kB)");
    }

    @Test
    void aMoveIsOneOnlyWhenIntervalsAreApartAndTheChangeIsLargeEnough() {
        assertThat(move(100, 5, 120, 5)).isEqualTo(Comparison.Move.SLOWER);
        assertThat(move(100, 5, 80, 5)).isEqualTo(Comparison.Move.FASTER);
        assertThat(move(100, 15, 120, 10)).isEqualTo(Comparison.Move.WITHIN_NOISE);
        assertThat(move(100, 0.1, 103, 0.1)).isEqualTo(Comparison.Move.WITHIN_NOISE);
        assertThat(move(100, Double.NaN, 500, 1)).isEqualTo(Comparison.Move.NO_INTERVAL);
    }

    private static Comparison.Move move(double before, double error, double after, double otherError) {
        return Comparison.move(measured("A.b", Map.of(), before, error), measured("A.b", Map.of(), after, otherError));
    }

    @Test
    void theComparisonListsWhatMovedAndCountsTheRest() {
        String text = Comparison.text(
                List.of(
                        measured("A.moved", Map.of("k", "1"), 100, 1),
                        measured("A.still", Map.of(), 100, 1),
                        measured("A.gone", Map.of(), 1, 1)),
                List.of(
                        measured("A.moved", Map.of("k", "1"), 150, 1),
                        measured("A.still", Map.of(), 101, 1),
                        measured("A.moved", Map.of("k", "2"), 5, 1)));
        assertThat(text)
                .contains("A.moved    k=1         slower  100 us  150 us    +50%")
                .contains("1 within noise, 1 only in this run, 1 only in the earlier one.");
        assertThat(Comparison.text(List.of(), List.of())).startsWith("Nothing moved beyond noise.");
    }

    @Test
    void theWaterfallIsDrawnAndGrowsToTheRight(@TempDir Path folder) throws Exception {
        Map<String, Double> stages = new LinkedHashMap<>();
        stages.put("retrieve", 0.8);
        stages.put("rerank", 1.2);
        Path png = folder.resolve("w.png");
        Charts.waterfall("A request", stages, png);
        BufferedImage image = ImageIO.read(png.toFile());
        int[] left = rows(image, 0, image.getWidth() / 3);
        int[] right = rows(image, image.getWidth() * 2 / 3, image.getWidth());
        assertThat(left[0]).as("the first bar ends where the second begins").isBetween(right[1] - 3, right[1] + 3);
        assertThat(right[1] - right[0]).as("heights are times").isGreaterThan(left[1] - left[0]);
        assertThatThrownBy(() -> Charts.waterfall("none", Map.of(), png)).hasMessageContaining("stages: none");
    }

    /** Returns the first and last row of a part of the picture that has the colour of time. */
    private static int[] rows(BufferedImage image, int from, int to) {
        int[] rows = {Integer.MAX_VALUE, -1};
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = from; x < to; x++) {
                if (image.getRGB(x, y) == Charts.TIME.getRGB()) {
                    rows[0] = Math.min(rows[0], y);
                    rows[1] = Math.max(rows[1], y);
                }
            }
        }
        return rows;
    }

    @Test
    void growthIsDrawnForWhatWasMeasuredAtTwoSizesOrMore(@TempDir Path folder) throws Exception {
        List<Measurement> measurements = List.of(
                measured("A.b", Map.of("items", "1000", "k", "1"), 10, 1),
                measured("A.b", Map.of("items", "100000", "k", "1"), 90, 1),
                measured("A.b", Map.of("items", "1000", "k", "2"), 10, 1),
                measured("A.c", Map.of(), 10, 1));
        assertThat(Charts.lines(measurements).keySet()).containsExactly("A.b {k=1}");
        Path png = folder.resolve("g.png");
        assertThat(Charts.growth(measurements, png)).isTrue();
        assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(960);
        assertThat(Charts.growth(measurements.subList(2, 4), folder.resolve("none.png")))
                .isFalse();
        assertThat(folder.resolve("none.png")).doesNotExist();
    }
}
