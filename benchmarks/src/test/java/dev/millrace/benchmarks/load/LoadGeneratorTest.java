package dev.millrace.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator against a server that does what it is told; no test here asks how fast anything is. */
final class LoadGeneratorTest {
    private static final int FREE = 1_000_000;
    /** Longer than a machine may stand still. */
    private static final Duration LONG = Duration.ofMinutes(8);

    private static final String FINE = MoodyShop.ok(MoodyShop.recommendation(3, false, ""));
    private static final List<Planned> ONE = List.of(Planned.recommend("{}", 3, Planned.Kind.COLD));

    private static LoadOptions options(MoodyShop shop, Duration duration, int connections, Duration patience) {
        return new LoadOptions(shop.address(), duration, Duration.ZERO, connections, patience);
    }

    private static LoadResult run(MoodyShop shop, int rate) throws InterruptedException {
        return LoadGenerator.run(options(shop, Duration.ofMillis(500), 4, LONG), new Pace.Open(rate, false, 1), ONE);
    }

    @Test
    void everyDueRequestIsSentAndCounted() throws Exception {
        try (MoodyShop shop = new MoodyShop(number -> FINE, new Semaphore(FREE))) {
            LoadResult result = run(shop, 100);
            assertThat(result.tally().total()).isEqualTo(49);
            assertThat(result.tally().of(Verdict.FULL)).isEqualTo(49);
            assertThat(shop.requests()).isEqualTo(49);
            assertThat(result.tally().latency.getTotalCount()).isEqualTo(49);
            assertThat(result.tally().releases()).containsExactly("r1");
            assertThat(result.tally().stages().keySet()).containsExactly("retrieve", "fine");
            assertThat(result.tally().stage("retrieve").getMaxValue()).isEqualTo(1500);
        }
    }

    @Test
    void connectionsOpenedBeforehandAreThereBeforeTheFirstRequestIsDueAndAreUsed() throws Exception {
        List<Integer> open = new CopyOnWriteArrayList<>();
        AtomicReference<MoodyShop> self = new AtomicReference<>();
        try (MoodyShop shop = new MoodyShop(
                number -> {
                    open.add(Objects.requireNonNull(self.get()).connections());
                    return FINE;
                },
                new Semaphore(FREE))) {
            self.set(shop);
            LoadResult result = LoadGenerator.run(
                    options(shop, Duration.ofMillis(300), 32, LONG).allOpened(), new Pace.Open(100, false, 1), ONE);
            assertThat(result.tally().of(Verdict.FULL)).isEqualTo(29);
            assertThat(open).hasSize(29).containsOnly(32);
        }
    }

    @Test
    void aStallShowsInTheLatencyOfEveryRequestThatBecameDueMeanwhile() throws Exception {
        Semaphore gate = new Semaphore(0);
        try (MoodyShop shop = new MoodyShop(number -> FINE, gate)) {
            Thread opener = Thread.ofVirtual().start(() -> {
                try {
                    while (shop.requests() == 0) {
                        Thread.sleep(1);
                    }
                    Thread.sleep(600);
                    gate.release(FREE);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            LoadResult result = LoadGenerator.run(
                    options(shop, Duration.ofMillis(500), 1, LONG), new Pace.Open(100, false, 1), ONE);
            opener.join();
            // All became due before the stall ended, at least 100 ms before; only one was on its way to the server.
            assertThat(result.tally().of(Verdict.FULL)).isEqualTo(49);
            assertThat(result.tally().latency.getMinNonZeroValue()).isGreaterThan(90_000_000);
            // What a generator that waits for answers would have seen: one slow request.
            long slow = result.tally().service.getCountBetweenValues(90_000_000, Long.MAX_VALUE / 2);
            assertThat(slow).isLessThan(25);
        }
    }

    @Test
    void whatIsNeverAnsweredCountsAsMissingWithTheTimeItWaited() throws Exception {
        try (MoodyShop shop = new MoodyShop(number -> FINE, new Semaphore(0))) {
            LoadResult result = LoadGenerator.run(
                    options(shop, Duration.ofMillis(200), 2, Duration.ofMillis(150)), new Pace.Open(50, false, 1), ONE);
            assertThat(result.tally().total()).isEqualTo(9);
            assertThat(result.tally().of(Verdict.MISSING)).isEqualTo(9);
            assertThat(result.tally().latency.getMinNonZeroValue()).isGreaterThanOrEqualTo(149_000_000);
        }
    }

    @Test
    void answersAreJudged() throws Exception {
        List<String> answers = List.of(
                FINE,
                MoodyShop.ok(MoodyShop.recommendation(3, true, "fine skipped")),
                MoodyShop.ok(MoodyShop.recommendation(2, false, "no more items are eligible")),
                MoodyShop.refusal("retry-after: 1\r\n"),
                MoodyShop.refusal(""),
                MoodyShop.ok(MoodyShop.recommendation(2, false, "")),
                MoodyShop.ok(MoodyShop.recommendation(4, false, "")),
                MoodyShop.ok(MoodyShop.recommendation(3, true, "")),
                MoodyShop.ok(MoodyShop.recommendation(3, false, "").replace("\"i2\"", "\"i1\"")),
                MoodyShop.ok("{\"recommendationId\":\"a\",\"items\":["),
                "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n\r\n",
                "");
        try (MoodyShop shop = new MoodyShop(answers::get, new Semaphore(FREE))) {
            LoadResult result =
                    LoadGenerator.run(options(shop, Duration.ofMillis(279), 1, LONG), new Pace.Open(50, false, 1), ONE);
            Tally tally = result.tally();
            assertThat(tally.total()).isEqualTo(13);
            assertThat(tally.of(Verdict.FULL)).isEqualTo(2);
            assertThat(tally.of(Verdict.DEGRADED)).isEqualTo(1);
            assertThat(tally.of(Verdict.REFUSED)).isEqualTo(1);
            assertThat(tally.of(Verdict.INVALID)).isEqualTo(8);
            assertThat(tally.of(Verdict.FAILED)).isEqualTo(1);
            assertThat(tally.refusal.getTotalCount()).isEqualTo(1);
            assertThat(tally.latency.getTotalCount()).isEqualTo(3);
            assertThat(tally.problems()).hasSize(5);
            assertThat(tally.statuses()).containsEntry(503, 2L).containsEntry(500, 1L);
        }
    }

    @Test
    void withoutAServerEverythingFails() throws Exception {
        InetSocketAddress nobody;
        try (MoodyShop shop = new MoodyShop(number -> FINE, new Semaphore(FREE))) {
            nobody = shop.address();
        }
        LoadResult result = LoadGenerator.run(
                new LoadOptions(nobody, Duration.ofMillis(100), Duration.ZERO, 4, Duration.ofSeconds(5)),
                new Pace.Open(100, false, 1),
                ONE);
        assertThat(result.tally().of(Verdict.FAILED))
                .isEqualTo(result.tally().total())
                .isPositive();
        assertThat(result.tally().latency.getTotalCount())
                .as("what fails at once is not fast")
                .isZero();
        assertThat(LoadReport.text(result)).contains("cannot connect", "latency, ms       none");
    }

    @Test
    void requestsOfTheWarmUpAreSentButNotCounted() throws Exception {
        try (MoodyShop shop = new MoodyShop(number -> FINE, new Semaphore(FREE))) {
            LoadResult result = LoadGenerator.run(
                    new LoadOptions(shop.address(), Duration.ofMillis(200), Duration.ofMillis(200), 4, LONG),
                    new Pace.Open(100, false, 1),
                    ONE);
            assertThat(shop.requests()).isEqualTo(39);
            assertThat(result.tally().total()).isEqualTo(20);
        }
    }

    @Test
    void aClosedLoopKeepsAsManyUnderWayAndNoMore() throws Exception {
        Semaphore gate = new Semaphore(0);
        try (MoodyShop shop = new MoodyShop(number -> FINE, gate)) {
            Thread opener = Thread.ofVirtual().start(() -> {
                try {
                    while (shop.requests() < 3) {
                        Thread.sleep(1);
                    }
                    gate.release(FREE);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            LoadResult result =
                    LoadGenerator.run(options(shop, Duration.ofMillis(200), 10, LONG), new Pace.Closed(3), ONE);
            opener.join();
            assertThat(result.tally().of(Verdict.FULL))
                    .isEqualTo(shop.requests())
                    .isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void theCapacityIsFoundInSteps() throws Exception {
        try (MoodyShop shop = new MoodyShop(number -> FINE, new Semaphore(FREE))) {
            int[] steps = {0};
            double capacity = Capacity.find(options(shop, Duration.ofMillis(50), 64, LONG), ONE, step -> steps[0]++);
            assertThat(capacity).isPositive();
            assertThat(steps[0]).isBetween(3, 7);
        }
    }

    @Test
    void theReportIsJsonAndAPercentileFile(@TempDir Path folder) throws Exception {
        try (MoodyShop shop = new MoodyShop(number -> FINE, new Semaphore(FREE))) {
            LoadResult result = run(shop, 100);
            JsonObject json = JsonReader.parse(LoadReport.json(result).toString());
            assertThat(json.object("verdicts").integer("full")).isEqualTo(49);
            assertThat(json.object("latencyMs").names()).contains("p50.0", "p99.0", "max");
            assertThat(json.object("stageMs").object("fine").number("max")).isEqualTo(0.25);
            LoadReport.writeHistogram(result, folder.resolve("load.hgrm"));
            assertThat(Files.readString(folder.resolve("load.hgrm")))
                    .contains("Percentile", "Total count    =           49");
            assertThat(LoadReport.text(result)).contains("49 full", "from when due", "49 cold");
        }
    }

    @Test
    void arrivalsKeepTheirRate() {
        for (boolean random : new boolean[] {true, false}) {
            Pace.Arrivals arrivals = new Pace.Open(1000, random, 7).arrivals();
            long last = 0;
            for (int i = 0; i < 10_000; i++) {
                long next = arrivals.next();
                assertThat(next).isGreaterThanOrEqualTo(last);
                last = next;
            }
            assertThat(last / 1e9).isBetween(9.7, 10.3);
        }
    }

    @Test
    void limitsAreNamed() {
        assertThatThrownBy(() -> new Pace.Open(0, true, 1)).hasMessageContaining("rate: 0");
        assertThatThrownBy(() -> new LoadOptions(
                        new InetSocketAddress(80), Duration.ofHours(1), Duration.ZERO, 1, Duration.ofSeconds(1)))
                .hasMessageContaining("duration: PT1H");
    }
}
