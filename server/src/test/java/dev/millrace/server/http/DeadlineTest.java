package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.RawClient;
import dev.millrace.server.RunningServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What becomes of requests whose stage does not end. */
final class DeadlineTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HELD = "{\"context\":{\"hold\":\"1\"},\"timeoutMs\":50}";

    private static JsonNode read(RawClient client) throws IOException {
        RawClient.Response response = client.read();
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /** Held again where the first rescue of all, in code not yet loaded, came too late and was a 503. */
    private static JsonNode whileHeld(RunningServer server, RawClient client) throws Exception {
        while (true) {
            while (read(client.post("/v1/recommend", "{}"))
                    .at("/coverage/degraded")
                    .asBoolean()) {
                Thread.onSpinWait();
            }
            client.post("/v1/recommend", HELD);
            server.shop().awaitHeld(1);
            RawClient.Response response = client.read();
            if (response.status() == 200) {
                return JSON.readTree(response.body());
            }
            assertThat(response.status()).isEqualTo(503);
            server.shop().letGo();
        }
    }

    @Test
    void aStageThatHangsIsLeftBehindAndTheOthersAnswer() throws Exception {
        try (RunningServer server = RunningServer.start("workers.threads = 1");
                RawClient client = server.connect()) {
            // Nobody lets it go: the answer comes all the same, from retrieval.
            JsonNode answer = whileHeld(server, client);
            assertThat(answer.get("items")).hasSize(20);
            assertThat(answer.at("/items/0/scoredBy").asString()).isEqualTo("retrieve");
            assertThat(answer.at("/coverage/reasons/0").asString()).isEqualTo("features ended: the time was up");
            assertThat(answer.at("/coverage/stages/1/outcome").asString()).isEqualTo("overstayed");
            // The stuck stage is not entered again, and another thread answers.
            JsonNode next = read(client.post("/v1/recommend", "{}"));
            assertThat(next.at("/coverage/stages/1/outcome").asString()).isEqualTo("skipped");
            assertThat(client.get("/metrics").read().body()).contains("millrace_workers_lost 1.0");
            // When it comes back, all is well.
            server.shop().letGo();
            while (read(client.post("/v1/recommend", "{}"))
                    .at("/coverage/degraded")
                    .asBoolean()) {
                Thread.onSpinWait();
            }
            assertThat(client.get("/metrics").read().body()).contains("millrace_workers_lost 0.0");
        }
    }

    @Test
    void whoWaitsBehindAThreadThatHangsIsAnsweredToo() throws Exception {
        try (RunningServer server = RunningServer.start("workers.threads = 1")) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(server.connect());
                clients.get(i).post("/v1/recommend", HELD);
            }
            server.shop().awaitHeld(1);
            for (RawClient client : clients) {
                RawClient.Response response = client.read();
                assertThat(response.status()).isIn(200, 503);
                if (response.status() == 503) {
                    assertThat(response.header("Retry-After")).isEqualTo("1");
                }
            }
            for (RawClient client : clients) {
                server.shop().letGo();
                client.close();
            }
        }
    }

    @Test
    void aCriticalRequestTakesThePlaceOfASheddableOne() throws Exception {
        try (RunningServer server = RunningServer.start("workers.threads = 1", "workers.queue-capacity = 1");
                RawClient held = server.connect();
                RawClient sheddable = server.connect();
                RawClient critical = server.connect();
                RawClient operator = server.connect()) {
            held.post("/v1/recommend", "{\"context\":{\"hold\":\"1\"}}");
            server.shop().awaitHeld(1);
            sheddable.post("/v1/recommend", "{\"priority\":\"sheddable\"}");
            while (!operator.get("/metrics").read().body().contains("millrace_workers_queue 1.0")) {
                Thread.onSpinWait();
            }
            critical.post("/v1/recommend", "{\"priority\":\"critical\"}");
            RawClient.Response shed = sheddable.read();
            assertThat(shed.status()).isEqualTo(503);
            assertThat(shed.body()).contains("more important requests are waiting");
            server.shop().letGo();
            assertThat(critical.read().status()).isEqualTo(200);
            assertThat(sheddable.post("/v1/recommend", "{}").read().status()).isEqualTo(200);
            assertThat(held.read().status()).isEqualTo(200);
            assertThat(operator.get("/metrics").read().body())
                    .contains("millrace_refused_total{priority=\"sheddable\",why=\"shed\"} 1.0");
        }
    }
}
