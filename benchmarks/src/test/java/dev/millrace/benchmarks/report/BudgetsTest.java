package dev.millrace.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BudgetsTest {
    private static final String MACHINE =
            "machine { gigabytes-per-second = 10, gigaflops = 100, random-read-nanos = 100 }\n";

    static Measurement measured(String benchmark, Map<String, String> parameters, double micros, double error) {
        return new Measurement(
                benchmark, new TreeMap<>(parameters), micros, Optional.empty(), error, OptionalDouble.of(2048));
    }

    @Test
    void theFirstBudgetThatFitsCounts() {
        Budgets budgets = Budgets.parse(
                MACHINE
                        + "budgets = [ { benchmark = A.b, params { items = 10 }, budget-micros = 5 }, { benchmark = A.b, budget-micros = 7 } ]");
        assertThat(budgets.of(measured("A.b", Map.of("items", "10", "k", "3"), 1, 0))
                        .orElseThrow()
                        .limits()
                        .micros())
                .hasValue(5);
        assertThat(budgets.of(measured("A.b", Map.of("items", "11"), 1, 0))
                        .orElseThrow()
                        .limits()
                        .micros())
                .hasValue(7);
        assertThat(budgets.of(measured("A.c", Map.of(), 1, 0))).isEmpty();
    }

    @Test
    void theBoundIsTheLongestPartOfTheWork() {
        Budgets budgets = Budgets.parse(MACHINE
                + "budgets = [ { benchmark = A.bytes, work { megabytes = 1, megaflops = 1 } },"
                + "{ benchmark = A.flops, work { megabytes = 1, megaflops = 20 } },"
                + "{ benchmark = A.reads, work { random-reads = 5000 } },"
                + "{ benchmark = A.trip, work { micros = 30 } } ]");
        assertThat(bound(budgets, "A.bytes")).isCloseTo(100, within(1e-9));
        assertThat(bound(budgets, "A.flops")).isCloseTo(200, within(1e-9));
        assertThat(bound(budgets, "A.reads")).isCloseTo(500, within(1e-9));
        assertThat(bound(budgets, "A.trip")).isCloseTo(30, within(1e-9));
        assertThat(budgets.boundMicros(measured("A.none", Map.of(), 1, 0))).isEmpty();
    }

    private static double bound(Budgets budgets, String benchmark) {
        return budgets.boundMicros(measured(benchmark, Map.of(), 1, 0)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "budgets = [ { benchmark = A.b, budget-micro = 5 } ] | budgets.budget-micro: unknown key",
                "budgets = [ { benchmark = A.b, budget-micros = 0 } ] | budgets.budget-micros: 0.0 (expected: > 0)",
                "budgets = [ { benchmark = A.b } ] | budgets of A.b: (expected: budget-micros, p99-micros, allocated-bytes or work)",
                "budgets = [ { budget-micros = 5 } ] | benchmark",
                "budgets = [ { benchmark = A.b, work { flops = 1 } } ] | budgets.work.flops: unknown key",
                "budgets = [ { benchmark = A.b, budget-micros = 1, params { k = [1] } } ] | budgets.params.k of A.b",
                "budgets = [], limits = 3 | limits: unknown key",
                "budgets = 3 | budgets",
                "budgets = [ | end of file"
            })
    void whatDoesNotFitIsRefusedByName(String hocon, String message) {
        assertThatThrownBy(() -> Budgets.parse(MACHINE + hocon))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theMachineIsCheckedToo() {
        assertThatThrownBy(() -> Budgets.parse("machine { gigaflops = 1 }, budgets = []"))
                .hasMessageContaining("gigabytes-per-second");
        assertThatThrownBy(() -> Budgets.parse("machine { cores = 1 }, budgets = []"))
                .hasMessageContaining("machine.cores: unknown key");
    }

    @Test
    void aBadFileIsNamed(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("b.conf"), MACHINE + "budgets = 3");
        assertThatThrownBy(() -> Budgets.read(file)).hasMessageContaining("b.conf");
    }

    @Test
    void theBudgetsOfThisProjectAreReadable() throws Exception {
        Budgets budgets = Budgets.read(Path.of("budgets.conf"));
        assertThat(budgets.budgets()).isNotEmpty();
        assertThat(budgets.budgets())
                .allSatisfy(budget -> assertThat(budget.benchmark()).matches("[A-Z]\\w*Benchmark\\.\\w+"));
    }
}
