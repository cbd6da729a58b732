package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.UserHistories;
import dev.millrace.cascade.feature.History;
import dev.millrace.server.FakeShop;
import dev.millrace.server.RawClient;
import dev.millrace.server.RunningServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

final class EventsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UserHistories KNOWN = user -> user.equals("known")
            ? List.of(new HistoryEvent("i2", "view", History.NO_TIME), new HistoryEvent("i5", "view", History.NO_TIME))
            : List.of();

    private static JsonNode post(RawClient client, String target, String body) throws IOException {
        RawClient.Response response = client.post(target, body).read();
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static String event(String id, String user, String item) {
        return "{\"eventId\":\"" + id + "\",\"userId\":\"" + user + "\",\"itemId\":\"" + item + "\",\"type\":\"view\"}";
    }

    private static String batch(String... events) {
        return "{\"events\":[" + String.join(",", events) + "]}";
    }

    @Test
    void theNextRecommendOfAUserSeesTheirEvents() throws IOException {
        try (RunningServer server = RunningServer.start();
                RawClient client = server.connect()) {
            String request = "{\"userId\":\"anna\",\"numResults\":10,\"explain\":\"reasons\"}";
            assertThat(post(client, "/v1/recommend", request)
                            .at("/items/0/sources/0")
                            .asString())
                    .isEqualTo("popular");
            post(client, "/v1/events", batch(event("e1", "anna", "i2")));
            JsonNode after = post(client, "/v1/recommend", request);
            assertThat(after.at("/items/0/sources/0").asString()).isEqualTo("user");
            assertThat(after.at("/items/0/attributes/category/0").asString()).isEqualTo("music");
            assertThat(after.get("items")
                            .valueStream()
                            .map(item -> item.get("itemId").asString()))
                    .doesNotContain("i2");
            assertThat(post(client, "/v1/recommend", "{\"userId\":\"bert\"}")
                            .at("/items/0/sources/0")
                            .asString())
                    .isEqualTo("popular");
        }
    }

    @Test
    void everyEventHasItsVerdict() throws IOException {
        try (RunningServer server = RunningServer.start();
                RawClient client = server.connect()) {
            long tooLate = RunningServer.NOW.toEpochMilli() + 25 * 3_600_000L;
            JsonNode verdicts = post(
                    client,
                    "/v1/events",
                    batch(
                            event("e1", "anna", "i2"),
                            event("e1", "anna", "i3"),
                            event("e2", "anna", "not-yet-known"),
                            event("e3", "anna", "i3").replace("view", "sneeze"),
                            event("e4", "anna", "i3").replace("}", ",\"timestamp\":" + tooLate + ",\"value\":2.5}")));
            assertThat(verdicts.get("events")
                            .valueStream()
                            .map(one -> one.get("verdict").asString()))
                    .containsExactly("accepted", "duplicate", "accepted", "rejected", "rejected");
            assertThat(verdicts.at("/events/3/reason").asString()).contains("sneeze", "view, purchase");
            assertThat(verdicts.at("/events/4/reason").asString()).contains("timestamp");
            assertThat(verdicts.get("accepted").asInt()).isEqualTo(2);
            assertThat(verdicts.get("duplicate").asInt()).isEqualTo(1);
            assertThat(verdicts.get("rejected").asInt()).isEqualTo(2);
            assertThat(post(client, "/v1/events", batch(event("e3", "anna", "i3")))
                            .get("accepted")
                            .asInt())
                    .as("a rejected id is free")
                    .isEqualTo(1);
        }
    }

    @Test
    void anEventThatIsNotKeptIsRejected() throws IOException {
        try (RunningServer server = RunningServer.start("events.max-per-user = 1");
                RawClient client = server.connect()) {
            JsonNode verdicts = post(
                    client,
                    "/v1/events",
                    batch(
                            event("e1", "anna", "i2"),
                            event("e2", "anna", "i3").replace("}", ",\"timestamp\":1}"),
                            event("e3", "anna", "i4")));
            assertThat(verdicts.get("events")
                            .valueStream()
                            .map(one -> one.get("verdict").asString()))
                    .containsExactly("accepted", "rejected", "accepted");
            assertThat(verdicts.at("/events/1/reason").asString()).startsWith("timestamp: 1 (expected: ");
        }
    }

    @Test
    void eventsSentByManyAtOnceAreStoredOnce() throws Exception {
        int senders = 4;
        int ids = 200;
        try (RunningServer server = RunningServer.start();
                ExecutorService pool = Executors.newFixedThreadPool(senders)) {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int sender = 0; sender < senders; sender++) {
                tasks.add(() -> {
                    int accepted = 0;
                    try (RawClient client = server.connect()) {
                        for (int id = 0; id < ids; id += 5) {
                            String[] events = new String[5];
                            for (int i = 0; i < 5; i++) {
                                events[i] = event("e" + (id + i), "u" + (id + i) % 7, "i" + (id + i));
                            }
                            accepted += post(client, "/v1/events", batch(events))
                                    .get("accepted")
                                    .asInt();
                        }
                    }
                    return accepted;
                });
            }
            int accepted = 0;
            for (Future<Integer> sent : pool.invokeAll(tasks)) {
                accepted += sent.get();
            }
            assertThat(accepted).isEqualTo(ids);
            try (RawClient client = server.connect()) {
                assertThat(client.get("/metrics").read().body())
                        .contains("millrace_events_stored 200.0")
                        .contains("millrace_events_users 7.0");
            }
        }
    }

    @Test
    void aReleaseWithoutTimesSeesASentEventAsTheNewest() throws IOException {
        try (RunningServer server = RunningServer.start(History.NO_TIME, KNOWN);
                RawClient client = server.connect()) {
            String request = "{\"userId\":\"known\",\"explain\":\"reasons\",\"numResults\":300}";
            assertThat(post(client, "/v1/recommend", request).get("items")).hasSize(FakeShop.ITEMS - 2);
            post(client, "/v1/events", batch(event("e1", "known", "i9")));
            JsonNode after = post(client, "/v1/recommend", request);
            assertThat(after.get("items")).hasSize(FakeShop.ITEMS - 3);
            assertThat(after.get("items")
                            .valueStream()
                            .map(item -> item.at("/reasons/0").asString()))
                    .contains("because of i9", "because of i2");
        }
    }
}
