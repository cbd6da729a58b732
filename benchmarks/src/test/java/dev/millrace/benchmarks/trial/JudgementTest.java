package dev.millrace.benchmarks.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.benchmarks.load.Observer;
import dev.millrace.benchmarks.load.Planned;
import dev.millrace.benchmarks.load.Verdict;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.server.admission.Priority;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What trials conclude from what they saw. */
final class JudgementTest {
    private static final long MILLI = 1_000_000;

    private static void end(Ends ends, Priority priority, Verdict verdict, long dueMillis, long tookMillis) {
        Planned request = Planned.recommend("{}", 20, Planned.Kind.COLD, new Planned.Terms(priority, 0));
        ends.ended(new Observer.Ended(
                request, verdict, dueMillis * MILLI, dueMillis * MILLI, (dueMillis + tookMillis) * MILLI, 200, ""));
    }

    @Test
    void aWindowIsUnfairWhereACriticalOneIsRefusedAndASheddableOneServed() {
        Ends ends = new Ends();
        end(ends, Priority.DEFAULT, Verdict.FULL, 1000, 1);
        end(ends, Priority.CRITICAL, Verdict.REFUSED, 1010, 1);
        end(ends, Priority.SHEDDABLE, Verdict.REFUSED, 1020, 1);
        end(ends, Priority.CRITICAL, Verdict.FULL, 1110, 1);
        end(ends, Priority.SHEDDABLE, Verdict.FULL, 1120, 1);
        assertThat(ends.unfairWindows(100 * MILLI)).isZero();
        end(ends, Priority.SHEDDABLE, Verdict.DEGRADED, 1099, 1);
        assertThat(ends.unfairWindows(100 * MILLI)).isEqualTo(1);
        end(ends, Priority.CRITICAL, Verdict.REFUSED, 1100, 1);
        assertThat(ends.unfairWindows(100 * MILLI)).isEqualTo(2);
    }

    @Test
    void sharesAndPercentilesAreOfWhatWasServed() {
        Ends ends = new Ends();
        for (int i = 1; i <= 100; i++) {
            end(ends, Priority.CRITICAL, Verdict.FULL, i, i);
            end(ends, Priority.SHEDDABLE, i <= 25 ? Verdict.DEGRADED : Verdict.REFUSED, i, i <= 25 ? 1 : 9999);
        }
        assertThat(ends.servedShare(Priority.CRITICAL)).isEqualTo(1);
        assertThat(ends.servedShare(Priority.SHEDDABLE)).isEqualTo(0.25);
        assertThat(ends.servedMillis(100)).isEqualTo(100);
        assertThat(ends.servedMillis(80)).isEqualTo(75);
        assertThat(ends.between(0.05, 0.06).size()).isEqualTo(20);
        assertThat(new Ends().servedMillis(99)).isNaN();
    }

    @Test
    void itIsNotNormalAgainWhereSomeGetNoAnswer() {
        Ends before = new Ends();
        Ends after = new Ends();
        for (int i = 0; i < 12_000; i += 10) {
            end(before, Priority.DEFAULT, Verdict.FULL, i, 5);
            end(after, Priority.DEFAULT, i < 4000 ? Verdict.REFUSED : Verdict.FULL, i, 5);
        }
        assertThat(OverloadTrial.normalAgain(before, after).holds()).isTrue();
        end(after, Priority.DEFAULT, Verdict.MISSING, 7000, 5000);
        end(after, Priority.DEFAULT, Verdict.INVALID, 7000, 1);
        Claim claim = OverloadTrial.normalAgain(before, after);
        assertThat(claim.holds()).isFalse();
        assertThat(claim.measured()).startsWith("0 refused, 2 not answered");
    }

    @Test
    void aLineThatRisesFailsTheSoakAndOneThatWaversDoesNot() {
        SplittableRandom random = new SplittableRandom(5);
        List<Footprint> steady = IntStream.range(0, 60)
                .mapToObj(minute -> footprint(100_000_000 + random.nextLong(4_000_000), 20))
                .toList();
        assertThat(SoakTrial.claims(steady)).allMatch(Claim::holds);
        assertThat(SoakTrial.claims(steady.subList(0, 1)))
                .as("no line goes through one point")
                .noneMatch(Claim::holds);
        List<Footprint> leaking = IntStream.range(0, 60)
                .mapToObj(minute -> footprint(100_000_000 + minute * 200_000L, 20 + minute / 10))
                .toList();
        assertThat(SoakTrial.claims(leaking))
                .filteredOn(claim -> !claim.holds())
                .extracting(Claim::what)
                .satisfiesExactly(
                        what -> assertThat(what).startsWith("heap"),
                        what -> assertThat(what).startsWith("threads"));
    }

    private static Footprint footprint(long heap, long threads) {
        return new Footprint(heap, 1, 1, 1, 1, threads, 1);
    }

    @Test
    void theExponentOfAPowerIsFound() {
        TreeMap<Double, Double> points = new TreeMap<>();
        for (double items : new double[] {1e4, 1e5, 1e6}) {
            points.put(items, 7 * Math.pow(items, 0.37));
        }
        assertThat(GrowthTrial.exponent(points)).isCloseTo(0.37, within(1e-9));
    }

    @Test
    void everyStageFailsInEveryWayAloneAndBesideEveryOther() {
        List<String> stages = new FaultyStages().names();
        assertThat(FaultTrial.cases(stages, false)).hasSize(25).doesNotHaveDuplicates();
        assertThat(FaultTrial.cases(stages, true)).hasSize(25 + 10 * 25).doesNotHaveDuplicates();
    }

    @Test
    void aFaultThatNoAnswerTellsOfWasNotMade() {
        List<FaultTrial.Broken> throwing = List.of(new FaultTrial.Broken("rerank", Fault.THROWS));
        assertThat(FaultTrial.seen(throwing, 9, 9)).isFalse();
        assertThat(FaultTrial.seen(throwing, 9, 1)).isTrue();
        assertThat(FaultTrial.seen(List.of(new FaultTrial.Broken("fine", Fault.SLOW)), 9, 9))
                .isTrue();
    }

    @Test
    void aFaultTrialAsksInEveryCase() {
        assertThatThrownBy(() -> new FaultTrial.Options(4, Duration.ofSeconds(1), false))
                .hasMessageContaining("rate: 4.0");
    }

    @Test
    void aMetricIsReadFromItsPage() {
        String page = "# HELP a_bytes x\n# TYPE a_bytes gauge\na_bytes_total 7.0\na_bytes 2.5E3\n";
        assertThat(Footprint.metric(page, "a_bytes")).isEqualTo(2500);
        assertThatThrownBy(() -> Footprint.metric(page, "b_bytes")).hasMessageContaining("b_bytes is missing");
    }

    @Test
    void anAnswerIsOfOneReleaseWhereEveryTitleSaysSoAndThereIsOne() {
        SwapTrial.Answers answers = new SwapTrial.Answers();
        for (String items : List.of(
                "{\"title\":\"a good-1\"},{\"title\":\"b good-1\"}",
                "",
                "{\"title\":\"a good-1\"},{\"title\":\"b good-2\"}",
                "{\"itemId\":\"i1\"}")) {
            answers.ended(swapped(Verdict.FULL, 5, "{\"release\":\"good-1\",\"items\":[" + items + "]}"));
        }
        assertThat(answers.mixed()).isEqualTo(2);
    }

    @Test
    void whatIsRefusedOrFailsAtOnceMakesNoPercentileBetter() {
        SwapTrial.Answers answers = new SwapTrial.Answers();
        answers.ended(swapped(Verdict.FULL, 50, "{\"release\":\"good-1\",\"items\":[]}"));
        for (int i = 0; i < 1000; i++) {
            answers.ended(swapped(i % 2 == 0 ? Verdict.REFUSED : Verdict.FAILED, 0, ""));
        }
        assertThat(answers.asked()).isEqualTo(1001);
        assertThat(answers.p99()).isCloseTo(50, within(0.1));
    }

    private static Observer.Ended swapped(Verdict verdict, long tookMillis, String body) {
        return new Observer.Ended(
                Planned.recommend("{}", 20, Planned.Kind.COLD), verdict, 0, 0, tookMillis * MILLI, 200, body);
    }

    @Test
    void whereNearlyAllIsRefusedOrNothingAskedNothingIsShown() {
        assertThat(Claim.mostAnswered(90, 100).holds()).isTrue();
        assertThat(Claim.mostAnswered(89, 100).holds()).isFalse();
        assertThat(Claim.mostAnswered(0, 0).holds()).isFalse();
    }

    @Test
    void aReportHoldsWhenEveryClaimDoes() {
        Claim good = new Claim("a", true, "1");
        Claim bad = new Claim("b", false, "2");
        TrialReport report = new TrialReport("x", "table\n", List.of(good, bad), new JsonObject());
        assertThat(report.holds()).isFalse();
        assertThat(report.text()).isEqualTo("table\nholds  a: 1\nFAILS  b: 2\n");
        assertThat(report.json().toString()).contains("\"holds\": false", "\"claim\": \"b\"");
    }
}
