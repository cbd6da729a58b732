package dev.millrace.server.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.RawClient;
import dev.millrace.server.config.ConfigReader;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.event.EventStore;
import dev.millrace.server.http.HttpServer;
import dev.millrace.server.metrics.ServerMetrics;
import dev.millrace.server.swap.FakeReleases.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Releases change a hundred times, over the admin port, while requests are answered. */
final class SwapUnderLoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SWAPS = 100;
    private static final int CLIENTS = 3;

    private final Set<String> failures = ConcurrentHashMap.newKeySet();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answered = new AtomicInteger();

    @Test
    void noRequestFailsAndNoneMixesTwoReleases(@TempDir Path folder) throws Exception {
        FakeReleases releases = new FakeReleases(folder);
        for (String version : List.of("v1", "v2", "v3")) {
            releases.add(version, Kind.GOOD);
        }
        releases.add("broken", Kind.CANNOT_BE_OPENED);
        releases.add("throwing", Kind.THROWS);
        releases.name("v1");
        ServerConfig config = ConfigReader.parse(
                "millrace.server { http.port = 0, requests.timeout = 10 s, releases { admin-port = 0, replayed = 10 } }");
        LiveRelease live = new LiveRelease(releases.open(folder.resolve("v1")), Runnable::run);
        RecentRequests recent = new RecentRequests(10);
        try (ServerMetrics metrics = new ServerMetrics()) {
            Swapper swapper = new Swapper(
                    folder,
                    live,
                    (path, pace) -> releases.open(path),
                    new Swapper.Trial(
                            config.releases(), recent, releases.nanos::get, nanos -> {}, Duration.ofMinutes(1)),
                    metrics::releaseChange);
            try (HttpServer server = HttpServer.start(
                    config,
                    new HttpServer.Parts(
                            live,
                            new EventStore(config.events()),
                            metrics,
                            InstantSource.system(),
                            System::nanoTime,
                            recent,
                            swapper))) {
                swapWhileAsking(releases, server);
            }
            assertThat(live.open()).isEqualTo(1);
            live.close();
        }
        assertThat(failures).isEmpty();
        assertThat(seen).contains("v1", "v2", "v3").doesNotContain("throwing", "broken");
        assertThat(answered.get()).isGreaterThan(SWAPS);
        assertThat(releases.closed)
                .hasSizeGreaterThan(SWAPS / 2)
                .allSatisfy(times -> assertThat(times).hasValue(1));
    }

    private void swapWhileAsking(FakeReleases releases, HttpServer server) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofPlatform().start(() -> ask(server.port(), done)));
        }
        String[] order = {"v2", "broken", "v3", "throwing", "v1"};
        try (RawClient operator = new RawClient(server.adminPort())) {
            for (int i = 0; i < SWAPS; i++) {
                String version = order[i % order.length];
                int before = answered.get();
                releases.name(version);
                RawClient.Response response =
                        operator.post("/v1/release/reload", "{}").read();
                boolean good = version.startsWith("v");
                assertThat(response.status()).as(response.body()).isEqualTo(good ? 200 : 409);
                assertThat(response.body()).contains(version);
                while (answered.get() == before && failures.isEmpty()) {
                    Thread.onSpinWait();
                }
            }
            RawClient.Response status = operator.get("/v1/release").read();
            assertThat(status.body()).contains("\"release\":\"v1\"");
        } finally {
            done.set(true);
            for (Thread client : clients) {
                client.join();
            }
        }
    }

    private void ask(int port, AtomicBoolean done) {
        try (RawClient client = new RawClient(port)) {
            for (int i = 0; !done.get(); i++) {
                RawClient.Response response = client.post(
                                "/v1/recommend",
                                "{\"numResults\":5,\"history\":[{\"itemId\":\"i" + i % 300 + "\",\"type\":\"view\"}]}")
                        .read();
                if (response.status() != 200) {
                    failures.add(response.status() + " " + response.body());
                    continue;
                }
                JsonNode answer = JSON.readTree(response.body());
                Set<String> marks = new HashSet<>();
                for (JsonNode item : answer.get("items")) {
                    String title = item.at("/attributes/title").asString();
                    marks.add(title.substring(title.lastIndexOf(' ') + 1));
                }
                if (!marks.equals(Set.of(answer.get("release").asString()))) {
                    failures.add(response.body());
                }
                seen.addAll(marks);
                answered.incrementAndGet();
            }
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }
}
