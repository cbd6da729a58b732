package dev.millrace.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;

final class CommandsTest {
    @TempDir
    private Path folder;

    private record Outcome(int code, String out, String err) {}

    private static Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = Main.run(line, args);
        return new Outcome(code, out.toString(), err.toString());
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:8080, 8080", "http://localhost:81/, 81", "http://[::1]:82, 82", "http://127.0.0.1, 80"
    })
    void theServerOfThisMachineIsWelcome(String url, int port) {
        assertThat(Target.parse(url, false).getPort()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({
        "http://192.0.2.1:80, is another machine",
        "https://127.0.0.1, expected: http://HOST:PORT",
        "http://127.0.0.1/v1, expected: http://HOST:PORT",
        "127.0.0.1:80, expected: http://HOST:PORT"
    })
    void anyOtherIsRefused(String url, String message) {
        assertThatThrownBy(() -> Target.parse(url, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anotherMachineIsAllowedWhenAskedFor() {
        assertThat(Target.parse("http://192.0.2.1:80", true).getPort()).isEqualTo(80);
    }

    @Test
    void aLoadWithoutARateOrARequestSourceIsBadUsage() {
        assertThat(run("load").code()).isEqualTo(2);
        assertThat(run("load").err()).contains("--rate: missing");
        assertThat(run("load", "--rate", "5").err()).contains("--release or --data");
        assertThat(run("load", "--rate", "5", "--get", "health").err()).contains("--get: 'health'");
        assertThat(run("load", "--rate", "5", "--release", "x", "--mix", "warm=1")
                        .err())
                .contains("--mix: 'warm=1'");
        assertThat(run("load", "--rate", "5", "--seconds", "10000", "--release", "x")
                        .err())
                .contains("duration: PT2H46M40S");
        assertThat(run().code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"0", "0x", "-5", "fast", "1e9"})
    void aRateThatIsNoneIsRefusedBeforeAnythingIsSent(String rate) throws Exception {
        Path data = Files.writeString(
                folder.resolve("events.csv"),
                "userId,itemId,type,timestamp\nu1,i1,view,1700000000000\nu1,i2,view,1700000100000\n");
        Outcome outcome = run("load", "--data", data.toString(), "--capacity", "10", "--rate=" + rate);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--rate: '" + rate + "'");
    }

    @Test
    void everyStageFindsItsSuites() {
        List<String> names = BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
                .stream()
                .map(entry -> entry.getUsername())
                .toList();
        for (Suite suite : new Suite[] {Suite.RETRIEVE, Suite.SCAN, Suite.CASCADE, Suite.CODEC, Suite.SERVER}) {
            assertThat(names).as(suite.name()).anyMatch(name -> name.matches(".*" + suite.pattern() + ".*"));
        }
        assertThat(names).allMatch(name -> name.matches(".*" + Suite.ALL.pattern() + ".*"));
        assertThat(names.stream().filter(name -> name.matches(".*" + Suite.SERVER.pattern() + ".*")))
                .allMatch(name -> name.contains(".ServerBenchmark."));
    }

    @Test
    void withoutAGpuOneLineSaysWhatIsMissing() throws Exception {
        Path budgets = budgets();
        Outcome outcome = run("bench", "--device", "gpu", "--budgets", budgets.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err().lines().toList())
                .hasSize(1)
                .first()
                .asString()
                .contains("--device gpu", "would run on the cpu");
    }

    @Test
    void anEarlierRunIsReportedOnAndComparedWithoutRunningAnything() throws Exception {
        Path before = result("before.json", 100);
        Path after = result("after.json", 200);
        Outcome outcome = run(
                "bench",
                "--budgets",
                budgets().toString(),
                "--report",
                after.toString(),
                "--compare",
                before.toString());
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("X.run", "40%", "slower", "+100%", "results: " + after);
    }

    @Test
    void aParameterThatNoBenchmarkOfTheStageHasIsBadUsage() throws Exception {
        Outcome outcome = run(
                "bench",
                "--stage",
                "cascade",
                "--param",
                "item=5",
                "--budgets",
                budgets().toString());
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--param: item (expected: one of dimension, items, share, widths)");
    }

    @Test
    void aBudgetsFileThatIsNotThereIsNamed() {
        Outcome outcome = run("bench", "--budgets", "nowhere.conf");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("nowhere.conf");
    }

    @Test
    void theHelpNamesEveryOption() {
        assertThat(run("bench", "--help").out())
                .contains("--stage", "--device", "--quick", "--json", "--compare", "--param", "--threads");
        assertThat(run("load", "--help").out())
                .contains(Arrays.asList("--url", "--rate", "--find-capacity", "--allow-remote", "--mix"));
    }

    @Test
    void aTrialThatCannotBeIsBadUsage() {
        assertThat(run("trial", "--help").out()).contains("soak", "overload", "deadlines", "faults", "swaps", "growth");
        assertThat(run("trial", "soak", "--minutes", "1").err()).contains("--minutes: 1 (expected: at least 2)");
        assertThat(run("trial", "swaps", "--release", "x").err()).contains("--release: given");
        assertThat(run("trial", "swaps", "--swaps", "9").err()).contains("--swaps: 9 (expected: at least 10)");
        assertThat(run("trial", "deadlines", "--requests", "0").err()).contains("--requests: 0");
        assertThat(run("trial", "overload", "--levels", "1,0").err()).contains("--levels: 0.0");
        assertThat(run("trial", "faults", "--rate", "4").err()).contains("--rate: 4.0 (expected: at least 10.0)");
        assertThat(run("trial", "faults", "--server-options", "-Xmx1g").err()).contains("--server-options: given");
        assertThat(run("trial", "growth", "--items", "5").err()).contains("--items: given");
        assertThat(run("trial", "--seed", "7", "growth").err()).contains("--seed: given");
        assertThat(run("trial", "growth", "--sizes", "many").err()).contains("--sizes, --dimensions: many");
        assertThat(run("trial", "growth", "--sizes", "many").code()).isEqualTo(2);
    }

    @Test
    void aTrialWhoseClaimDoesNotHoldFailsAndWritesItsFigures() throws Exception {
        Path results = folder.resolve("growth.json");
        Files.writeString(results, growth(100, 2000));
        Path json = folder.resolve("report.json");
        Outcome fast = run("trial", "growth", "--report", results.toString(), "--json", json.toString());
        assertThat(fast.code()).isEqualTo(1);
        assertThat(fast.out()).contains("FAILS", "growth: a claim does not hold", "picture: ");
        assertThat(Files.readString(json))
                .contains("\"holds\": false", "\"report\": \"" + results + "\"", "\"seconds\": \"");
        Files.writeString(results, growth(100, 150));
        assertThat(run("trial", "growth", "--report", results.toString()).code())
                .isZero();
    }

    @Test
    void growthIsNotJudgedFromRequestsOfDifferentKinds() throws Exception {
        Path results = folder.resolve("mixed.json");
        String both = growth(100, 150);
        Files.writeString(results, both.substring(0, both.length() - 1) + "," + both.substring(1));
        Outcome outcome = run("trial", "growth", "--report", results.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("mixed.json: CascadeBenchmark.recommend {dimension=64, items=10000}");
    }

    private static String growth(double few, double many) {
        String one = "{\"benchmark\":\"a.CascadeBenchmark.recommend\",\"threads\":1,\"params\":{\"items\":\"%s\","
                + "\"dimension\":\"64\"},\"primaryMetric\":{\"score\":%s,\"scoreError\":1,\"scoreUnit\":\"us/op\"},"
                + "\"secondaryMetrics\":{}}";
        return "[" + one.formatted(10_000, few) + "," + one.formatted(100_000, many) + "]";
    }

    private Path budgets() throws Exception {
        return Files.writeString(
                folder.resolve("budgets.conf"),
                "machine { gigabytes-per-second = 10, gigaflops = 100, random-read-nanos = 100 }\n"
                        + "budgets = [ { benchmark = X.run, budget-micros = 500 } ]");
    }

    private Path result(String name, double micros) throws Exception {
        return Files.writeString(
                folder.resolve(name),
                "[{\"benchmark\":\"a.X.run\",\"threads\":1,\"primaryMetric\":{\"score\":" + micros
                        + ",\"scoreError\":1,\"scoreUnit\":\"us/op\"},\"secondaryMetrics\":{}}]");
    }
}
