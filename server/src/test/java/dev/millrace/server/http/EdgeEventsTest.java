package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.edge.Event;
import dev.millrace.edge.store.EventStore;
import dev.millrace.edge.store.StoreLimits;
import dev.millrace.edge.store.StoredEvent;
import dev.millrace.edge.sync.EventSync;
import dev.millrace.edge.sync.SyncOutcome;
import dev.millrace.edge.update.EventTransport;
import dev.millrace.edge.update.HttpClientTransport;
import dev.millrace.server.RawClient;
import dev.millrace.server.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What a device sends of its user's events, and a server that knows nothing of the device but what is on the wire. */
final class EdgeEventsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NOW = RunningServer.NOW.toEpochMilli();

    @TempDir
    Path device;

    private EventStore store() {
        return EventStore.open(device.resolve("events"), null, StoreLimits.DEFAULT);
    }

    private static EventTransport network(HttpClient client, RunningServer server) {
        return new HttpClientTransport(client, URI.create(server.url()), Duration.ofSeconds(30));
    }

    private static JsonNode recommend(RawClient client, String user) throws IOException {
        RawClient.Response response = client.post(
                        "/v1/recommend", "{\"userId\":\"" + user + "\",\"numResults\":10,\"explain\":\"reasons\"}")
                .read();
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body()).get("items");
    }

    @Test
    void whatADeviceSendsCountsInTheServersNextListOfThatUser() throws IOException {
        try (RunningServer server = RunningServer.start();
                RawClient client = server.connect();
                HttpClient http = HttpClient.newHttpClient();
                EventStore store = store()) {
            store.add(Event.view("i2").at(NOW - 2));
            store.add(Event.purchase("i5").at(NOW - 1).worth(9.99f));
            assertThat(recommend(client, "anna").at("/0/sources/0").asString())
                    .as("before anything is sent")
                    .isEqualTo("popular");
            EventSync sync = new EventSync(store, "anna", network(http, server), EventSync.DEFAULT_BATCH);
            assertThat(sync.sync()).isEqualTo(new SyncOutcome.Sent(2, 0, List.of(), 0));
            JsonNode after = recommend(client, "anna");
            assertThat(after.at("/0/sources/0").asString()).isEqualTo("user");
            assertThat(after.valueStream().map(item -> item.get("itemId").asString()))
                    .doesNotContain("i2", "i5");
            assertThat(recommend(client, "bert").at("/0/sources/0").asString()).isEqualTo("popular");
            assertThat(sync.sync()).isEqualTo(new SyncOutcome.UpToDate());
        }
    }

    @Test
    void whatTheServerDoesNotTakeIsPassedByOneByOne() throws IOException {
        try (RunningServer server = RunningServer.start();
                RawClient client = server.connect();
                HttpClient http = HttpClient.newHttpClient();
                EventStore store = store()) {
            List<Event> bad = List.of(
                    Event.view("x".repeat(257)).at(NOW),
                    Event.view("i\u00071").at(NOW),
                    Event.view("i1").at(-1),
                    Event.of("sneeze", "i1").at(NOW),
                    Event.view("i1").at(NOW + 30 * 3_600_000L));
            int good = 0;
            for (Event event : bad) {
                store.add(event);
                for (int i = 0; i < 40; i++) {
                    store.add(Event.view("i" + good++ % 300).at(NOW - 1_000 + good));
                }
            }
            store.add(Event.view("i7").at(NOW).withId("x".repeat(400)));
            store.add(Event.view("i8").at(NOW).withId("tab\t"));
            SyncOutcome outcome = new EventSync(store, "anna", network(http, server), 100).sync();
            assertThat(outcome).isInstanceOfSatisfying(SyncOutcome.Sent.class, sent -> {
                assertThat(sent.accepted()).isEqualTo(202);
                assertThat(sent.rejected().stream()
                                .map(SyncOutcome.Rejected::event)
                                .map(StoredEvent::event))
                        .containsExactlyElementsOf(bad);
                assertThat(sent.rejected().stream().map(SyncOutcome.Rejected::reason))
                        .satisfiesExactly(
                                reason -> assertThat(reason).contains("400: 257 characters"),
                                reason -> assertThat(reason).contains("400: control character 7"),
                                reason -> assertThat(reason).contains("400: -1 (expected: 0 to"),
                                reason -> assertThat(reason).contains("sneeze"),
                                reason -> assertThat(reason).contains("24 hours ahead"));
            });
            assertThat(client.get("/metrics").read().body()).contains("millrace_events_stored 202.0");
        }
    }

    @Test
    void aServerThatTakesFewAtOnceGetsAllOfThemOnceWhateverIsLost() throws IOException {
        Random random = new Random(7);
        try (RunningServer server = RunningServer.start("limits.max-events = 12");
                RawClient client = server.connect();
                HttpClient http = HttpClient.newHttpClient()) {
            EventTransport network = network(http, server);
            EventTransport losing = (target, headers, body) -> {
                if (random.nextInt(3) == 0) {
                    throw new IOException("no network");
                }
                var answer = network.post(target, headers, body);
                if (random.nextInt(2) == 0) {
                    answer.close();
                    throw new IOException("connection reset");
                }
                return answer;
            };
            int added = 0;
            List<SyncOutcome> failures = new ArrayList<>();
            while (failures.size() < 60) {
                try (EventStore store = store()) {
                    for (int i = random.nextInt(10); i > 0; i--) {
                        store.add(Event.view("i" + added % 300).at(NOW - 10_000 + added++));
                    }
                    SyncOutcome outcome = new EventSync(store, "anna", losing, 16).sync();
                    if (outcome instanceof SyncOutcome.Failed) {
                        failures.add(outcome);
                    }
                }
            }
            try (EventStore store = store()) {
                new EventSync(store, "anna", network, 100).sync();
                assertThat(store.synced()).isEqualTo(added);
            }
            assertThat(client.get("/metrics").read().body())
                    .contains("millrace_events_total{verdict=\"accepted\"} " + added + ".0")
                    .containsPattern("millrace_events_total\\{verdict=\"duplicate\"} [1-9]");
        }
    }
}
