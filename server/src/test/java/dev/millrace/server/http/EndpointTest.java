package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.FakeShop;
import dev.millrace.server.RawClient;
import dev.millrace.server.RunningServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

final class EndpointTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningServer server;
    private RawClient client;

    @BeforeAll
    static void startServer() throws IOException {
        server = RunningServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect() throws IOException {
        client = server.connect();
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    private JsonNode get(String target) throws IOException {
        RawClient.Response response = client.get(target).read();
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private JsonNode post(String target, String body) throws IOException {
        RawClient.Response response = client.post(target, body).read();
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
        return JSON.readTree(response.body());
    }

    @Test
    void recommendsPopularItemsToAStranger() throws IOException {
        JsonNode answer = post("/v1/recommend", "{}");
        assertThat(answer.get("items")).hasSize(20);
        assertThat(answer.at("/items/0/itemId").asString()).isEqualTo("i0");
        assertThat(answer.at("/items/0/sources/0").asString()).isEqualTo("popular");
        assertThat(answer.get("release").asString()).isEqualTo("fake-1");
        assertThat(answer.get("recommendationId").asString()).isNotEmpty();
        assertThat(answer.has("unknownItemIds")).isFalse();
        assertThat(answer.has("requestId")).isFalse();
        assertThat(answer.at("/coverage/degraded").asBoolean()).isFalse();
        assertThat(answer.at("/coverage/stages")
                        .valueStream()
                        .map(stage -> stage.get("name").asString()))
                .containsExactly("retrieve", "features", "rerank", "fine", "policy");
        assertThat(answer.at("/coverage/stages/0/in").asInt()).isEqualTo(FakeShop.ITEMS);
        assertThat(answer.at("/coverage/stages/0/strategy").asString()).isEqualTo("exact");
        assertThat(answer.at("/coverage/stages/1").has("strategy")).isFalse();
    }

    @Test
    void recommendsByTheHistoryOfTheRequest() throws IOException {
        JsonNode answer = post(
                "/v1/recommend",
                "{\"history\":[{\"itemId\":\"i1\",\"type\":\"view\",\"timestamp\":1},{\"itemId\":\"i4\",\"type\":\"purchase\"}],"
                        + "\"numResults\":5,\"explain\":\"features\",\"requestId\":\"r/1\",\"filter\":\"category:games\","
                        + "\"exclude\":{\"seen\":true,\"itemIds\":[\"i7\",\"nope\"]},\"context\":{\"country\":\"DE\"},"
                        + "\"diversity\":{\"method\":\"mmr\",\"strength\":0.3},\"timeoutMs\":5000,\"userId\":null}");
        assertThat(answer.get("requestId").asString()).isEqualTo("r/1");
        assertThat(answer.get("items")).hasSize(5);
        for (JsonNode item : answer.get("items")) {
            assertThat(item.get("itemId").asString()).isNotIn("i1", "i4", "i7");
            assertThat(item.at("/attributes/category/0").asString()).isEqualTo("games");
            assertThat(item.at("/attributes/title").asString()).contains("Zoë");
            assertThat(item.at("/features/retrievalScore").isNumber()).isTrue();
            assertThat(item.get("scoredBy").asString()).isEqualTo("fine");
            assertThat(item.get("reasons")).isNotEmpty();
        }
        assertThat(answer.at("/coverage/stages/0/selectivity").asDouble()).isLessThan(0.34);
        assertThat(answer.at("/coverage/stages/0/visited").asInt()).isBetween(1, 100);
    }

    @Test
    void ranksTheItemsOfTheCallerAndNamesUnknownOnes() throws IOException {
        JsonNode answer = post(
                "/v1/rank",
                "{\"itemIds\":[\"i9\",\"i1\",\"zz\",\"i2\",\"i9\"],\"history\":[{\"itemId\":\"i2\",\"type\":\"view\"}]}");
        assertThat(answer.get("items")
                        .valueStream()
                        .map(item -> item.get("itemId").asString()))
                .containsExactlyInAnyOrder("i9", "i1", "i2")
                .startsWith("i2");
        assertThat(answer.at("/unknownItemIds/0").asString()).isEqualTo("zz");
        assertThat(answer.at("/items/0/sources/0").asString()).isEqualTo("caller");
    }

    @Test
    void saysWhenFewerItemsMatchThanWereAskedFor() throws IOException {
        JsonNode answer = post("/v1/recommend", "{\"filter\":\"category:books\",\"numResults\":200}");
        assertThat(answer.get("items")).hasSize(100);
        assertThat(answer.at("/coverage/reasons/0").asString()).contains("100 of 200");
    }

    @Test
    void showsAnItemWithItsAttributes() throws IOException {
        JsonNode item = get("/v1/items/i12");
        assertThat(item.get("itemId").asString()).isEqualTo("i12");
        assertThat(item.at("/attributes/price").asDouble()).isEqualTo(13);
        assertThat(item.at("/attributes/created").asLong()).isEqualTo(FakeShop.DATA_END - 12_000);
        assertThat(get("/v1/items/%693").at("/attributes").has("price")).isFalse();
    }

    @Test
    void listsSimilarItemsFirstThoseOfTheReleaseThenTheNearest() throws IOException {
        JsonNode answer = get("/v1/items/i5/similar?numResults=4");
        assertThat(answer.get("items")).hasSize(4);
        assertThat(answer.at("/items/0/itemId").asString()).isEqualTo("i6");
        assertThat(answer.at("/items/1/itemId").asString()).isEqualTo("i7");
        assertThat(answer.at("/items/1/basis").asString()).isEqualTo("list");
        assertThat(answer.at("/items/2/basis").asString()).isEqualTo("vector");
        assertThat(answer.at("/items/2/attributes/category/0").asString()).isEqualTo("music");
        assertThat(answer.at("/items/2/score").asDouble())
                .isGreaterThanOrEqualTo(answer.at("/items/3/score").asDouble());
    }

    @Test
    void describesTheRelease() throws IOException {
        JsonNode release = get("/v1/release");
        assertThat(release.get("version").asString()).isEqualTo("fake-1");
        assertThat(release.get("items").asInt()).isEqualTo(FakeShop.ITEMS);
        assertThat(release.at("/schema/fields/2/name").asString()).isEqualTo("price");
        assertThat(release.at("/metrics/cascade/ndcg@10").asDouble()).isEqualTo(0.05);
    }

    @Test
    void isLiveAndReady() throws IOException {
        assertThat(get("/health/live").get("status").asString()).isEqualTo("live");
        assertThat(get("/health/ready").get("release").asString()).isEqualTo("fake-1");
    }

    @Test
    void probesAndScrapersMayAddParameters() throws IOException {
        assertThat(get("/health/live?from=balancer").get("status").asString()).isEqualTo("live");
        assertThat(get("/health/ready?verbose").get("release").asString()).isEqualTo("fake-1");
        assertThat(client.get("/metrics?name=jvm").read().status()).isEqualTo(200);
        assertThat(client.get("/v1/release?verbose").read().status()).isEqualTo(400);
    }

    @Test
    void countsRequestsAndStages() throws IOException {
        post("/v1/recommend", "{}");
        client.post("/v1/recommend", "{").read();
        client.get("/nowhere").read();
        RawClient.Response metrics = client.get("/metrics").read();
        assertThat(metrics.header("Content-Type")).startsWith("text/plain");
        assertThat(metrics.body())
                .contains("millrace_http_requests_seconds_count{endpoint=\"recommend\",status=\"200\"}")
                .contains("millrace_http_requests_seconds_count{endpoint=\"recommend\",status=\"400\"}")
                .contains("millrace_http_requests_seconds_count{endpoint=\"other\",status=\"404\"}")
                .contains("millrace_stage_seconds_bucket{stage=\"retrieve\"")
                .contains("millrace_workers_queue")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void answersHeadAsGetWithoutABody() throws IOException {
        int length = client.get("/v1/items/i1").read().body().length();
        RawClient.Response head =
                client.send("HEAD /v1/items/i1 HTTP/1.1\r\nHost: x\r\n\r\n").readHead();
        assertThat(head.status()).isEqualTo(200);
        assertThat(Integer.parseInt(head.header("Content-Length"))).isGreaterThanOrEqualTo(length);
        assertThat(client.get("/health/live").read().status()).isEqualTo(200);
    }

    @Test
    void saysMethodAllowedWhereAnotherWasUsed() throws IOException {
        assertThat(client.get("/v1/recommend").read().header("Allow")).isEqualTo("POST");
    }

    @Test
    void turnsAFailureIntoA500AndGoesOn() throws IOException {
        RawClient.Response failed =
                client.post("/v1/recommend", "{\"filter\":\"category:broken\"}").read();
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.body()).doesNotContain("asked to fail");
        post("/v1/recommend", "{}");
    }

    @Test
    void answersWithoutAStageThatFails() throws IOException {
        JsonNode answer = post("/v1/recommend", "{\"context\":{\"fail\":\"1\"}}");
        assertThat(answer.get("items")).hasSize(20);
        assertThat(answer.at("/items/0/scoredBy").asString()).isEqualTo("retrieve");
        assertThat(answer.at("/coverage/degraded").asBoolean()).isTrue();
        assertThat(answer.at("/coverage/reasons/0").asString()).isEqualTo("features failed: an error");
        assertThat(answer.at("/coverage/stages/1/outcome").asString()).isEqualTo("failed");
        assertThat(client.get("/metrics").read().body())
                .contains("millrace_stage_outcomes_total{outcome=\"failed\",stage=\"features\"}");
    }
}
