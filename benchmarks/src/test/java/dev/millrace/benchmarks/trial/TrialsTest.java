package dev.millrace.benchmarks.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.benchmarks.load.LoadGenerator;
import dev.millrace.benchmarks.load.LoadOptions;
import dev.millrace.benchmarks.load.Observer;
import dev.millrace.benchmarks.load.Pace;
import dev.millrace.benchmarks.load.Shoppers;
import dev.millrace.benchmarks.load.Verdict;
import dev.millrace.benchmarks.release.BenchmarkRelease;
import dev.millrace.benchmarks.release.ReleaseShape;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trials over a small release and for moments: that they see what they claim to see, not how fast anything is. */
final class TrialsTest {
    private static final ReleaseShape SHAPE = new ReleaseShape(2000, 16, 50, 60, 16, 16, 20, 1);
    /** Longer than a machine may stand still. */
    private static final String PATIENT = "millrace.server { requests.timeout = 10 s, workers.rehearsal = 0 s }\n";

    @TempDir
    private static Path folder;

    private static Path releases = Path.of("");

    @BeforeAll
    static void write() throws IOException {
        System.setProperty(BenchmarkRelease.WORK, folder.toString());
        releases = BenchmarkRelease.of(SHAPE);
    }

    @AfterAll
    static void forget() {
        System.clearProperty(BenchmarkRelease.WORK);
    }

    @Test
    void historiesOfRequestsAreCountedAndThoseOfTheRehearsalAreNot() throws Exception {
        String rehearsed = "millrace.server { requests.timeout = 10 s, workers.rehearsal = 1 s }\n";
        String asked = "{\"history\":[{\"itemId\":\"i7\",\"type\":\"view\"}],\"timeoutMs\":10000}";
        try (ServerProcess server = ServerProcess.start(
                        new ServerOptions(releases, folder.resolve("counted.log"), List.of(), rehearsed));
                HttpClient client = HttpClient.newHttpClient()) {
            String at = "http://127.0.0.1:" + server.address().getPort();
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create(at + "/v1/recommend"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(asked))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create(at + "/metrics"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body())
                    .contains("millrace_fine_histories_total{outcome=\"encoded\"} 1.0")
                    .contains("millrace_fine_histories_total{outcome=\"known\"} 2.0");
        }
    }

    @Test
    void stagesFailInEveryWayAndEveryAnswerSaysSo() throws Exception {
        Shoppers shoppers = Shoppers.ofRelease(releases);
        try (FaultServer server = FaultServer.start(releases, PATIENT)) {
            for (Fault fault : List.of(Fault.THROWS, Fault.NAN, Fault.EMPTY, Fault.HANGS)) {
                for (String stage : List.of("retrieve", "fine")) {
                    List<String> problems = new ArrayList<>();
                    List<String> bodies = new ArrayList<>();
                    server.stages().set(stage, fault);
                    try {
                        ask(server, shoppers, fault == Fault.HANGS ? 150 : 5000, ended -> {
                            bodies.add(ended.verdict() + " " + ended.body());
                            if (ended.verdict() == Verdict.DEGRADED) {
                                String problem = CoverageCheck.problem(
                                        ended.body(), ended.request().kind());
                                if (problem != null) {
                                    problems.add(problem);
                                }
                            }
                        });
                    } finally {
                        server.stages().set(stage, Fault.NONE);
                    }
                    assertThat(problems).as("%s %s", stage, fault).isEmpty();
                    assertThat(bodies)
                            .as("%s %s", stage, fault)
                            .isNotEmpty()
                            .allMatch(body -> body.startsWith("DEGRADED") || body.startsWith("REFUSED"))
                            .anyMatch(body -> fault == Fault.HANGS || body.contains(stage + " failed"));
                }
            }
        }
    }

    private static void ask(FaultServer server, Shoppers shoppers, int timeoutMillis, Observer observer)
            throws InterruptedException {
        LoadGenerator.run(
                new LoadOptions(server.address(), Duration.ofMillis(300), Duration.ZERO, 8, Duration.ofMinutes(2)),
                new Pace.Open(30, false, 1),
                MixedRequests.known(shoppers, 50, timeoutMillis, 1),
                observer);
    }

    @Test
    void aServerIsLoadedAndLookedIntoAndNothingIsLeaked() throws Exception {
        List<String> told = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(
                new ServerOptions(releases, folder.resolve("soak.log"), SoakTrial.jvm(256), PATIENT))) {
            TrialReport report = SoakTrial.run(
                    server,
                    MixedRequests.everything(Shoppers.ofRelease(releases), 200, 1),
                    2,
                    40,
                    Duration.ofSeconds(1),
                    told::add);
            assertThat(told).hasSize(3);
            assertThat(report.claims())
                    .filteredOn(claim -> claim.what().startsWith("no "))
                    .hasSize(2)
                    .allSatisfy(
                            claim -> assertThat(claim.holds()).as(claim.text()).isTrue());
            Footprint footprint = Footprint.of(server);
            assertThat(LongStream.of(footprint.values()).boxed()).allMatch(value -> value > 0);
            assertThat(footprint.heap()).isLessThan(256L << 20);
        }
    }

    @Test
    void releasesChangeUnderLoadAndBadOnesDoNot() throws Exception {
        Path changing = SwapReleases.write(folder.resolve("swaps"), SHAPE);
        try (ServerProcess server = ServerProcess.start(new ServerOptions(
                changing,
                folder.resolve("swaps.log"),
                List.of("-Xmx512m"),
                PATIENT + SwapTrial.CONFIG + "millrace.server.releases.max-latency-ratio = 1000\n"))) {
            TrialReport report = new SwapTrial(
                            server,
                            changing,
                            MixedRequests.recommend(Shoppers.ofRelease(changing), 200, 1),
                            new SwapTrial.Options(10, 30, Duration.ofSeconds(1)),
                            line -> {})
                    .run();
            assertThat(report.claims().subList(0, 3))
                    .allSatisfy(
                            claim -> assertThat(claim.holds()).as(claim.text()).isTrue());
            assertThat(report.table()).contains("bad-damaged is refused", "bad-nan is refused", "bad-other is refused");
        }
    }

    @Test
    void aServerThatDoesNotStartSaysWhy() {
        assertThatThrownBy(() -> ServerProcess.start(
                        new ServerOptions(folder.resolve("nowhere"), folder.resolve("none.log"), List.of(), "")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere");
    }
}
