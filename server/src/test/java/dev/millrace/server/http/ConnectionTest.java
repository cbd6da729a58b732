package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.RawClient;
import dev.millrace.server.RunningServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

// Line ends matter here, and a text block hides them.
@SuppressWarnings("StringConcatToTextBlock")
final class ConnectionTest {
    private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

    private static RunningServer server;
    private RawClient client;

    @BeforeAll
    static void startServer() throws IOException {
        server = RunningServer.start("http.linger-timeout = 500 ms");
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

    private static String recommend(String body) {
        return "POST /v1/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws IOException {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            many.append(i % 3 == 0 ? LIVE : recommend("{\"requestId\":\"r" + i + "\",\"numResults\":1}"));
        }
        client.send(many.toString());
        for (int i = 0; i < 300; i++) {
            assertThat(client.read().body()).contains(i % 3 == 0 ? "live" : "\"requestId\":\"r" + i + "\"");
        }
    }

    @Test
    void keepsTheOrderWhenASlowRequestStandsBeforeAFastOne() throws Exception {
        client.send(recommend("{\"context\":{\"hold\":\"1\"},\"requestId\":\"slow\"}") + LIVE + "nonsense\r\n\r\n");
        server.shop().awaitHeld(1);
        server.shop().letGo();
        assertThat(client.read().body()).contains("slow");
        assertThat(client.read().body()).contains("live");
        assertThat(client.read().status()).isEqualTo(400);
        assertThat(client.atEnd()).isTrue();
    }

    @Test
    void readsARequestThatArrivesByteByByte() throws IOException {
        for (byte b : recommend("{\"numResults\":2,\"userId\":\"Zo\\u00eb\"}").getBytes(StandardCharsets.UTF_8)) {
            client.send(new byte[] {b});
        }
        assertThat(client.read().status()).isEqualTo(200);
    }

    @Test
    void readsAChunkedBody() throws IOException {
        client.send(
                "POST /v1/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n6\r\n\"numRe\r\nA;x=y\r\nsults\":3 }\r\n0\r\nTrailer: t\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.send(LIVE).read().status()).isEqualTo(200);
    }

    @Test
    void givesTheGoAheadThatAClientWaitsFor() throws IOException {
        client.send("POST /v1/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(100);
        assertThat(client.send("{}").read().status()).isEqualTo(200);
    }

    @Test
    void givesTheGoAheadBehindTheAnswersBeforeIt() throws Exception {
        client.send(recommend("{\"context\":{\"hold\":\"1\"}}")
                + "POST /v1/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        server.shop().awaitHeld(1);
        server.shop().letGo();
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(100);
        assertThat(client.send("{}").read().status()).isEqualTo(200);
    }

    @Test
    void refusesATooLargeBodyBeforeItIsSent() throws IOException {
        client.send("POST /v1/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1048577\r\nExpect: 100-continue\r\n\r\n");
        RawClient.Response response = client.read();
        assertThat(response.status()).isEqualTo(413);
        assertThat(response.header("Connection")).isEqualTo("close");
        assertThat(client.atEnd()).isTrue();
    }

    @Test
    void aClientThatSendsATooLargeBodyAllTheSameSeesWhyItWasRefused() throws IOException {
        client.send("POST /v1/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2000000\r\n\r\n");
        client.send(new byte[300_000]);
        assertThat(client.read().status()).isEqualTo(413);
    }

    @Test
    void refusesAChunkedBodyThatGrowsTooLarge() throws IOException {
        client.send("POST /v1/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n");
        byte[] chunk = ("8000\r\n" + " ".repeat(0x8000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 33; i++) {
            client.send(chunk);
        }
        assertThat(client.read().status()).isEqualTo(413);
    }

    @Test
    void takesABodyOfExactlyTheLimit() throws IOException {
        String body = "{" + " ".repeat((1 << 20) - 2) + "}";
        assertThat(client.send(recommend(body)).read().status()).isEqualTo(200);
    }

    @Test
    void closesWhenAsked() throws IOException {
        client.send("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + LIVE);
        assertThat(client.read().header("Connection")).isEqualTo("close");
        assertThat(client.atEnd()).isTrue();
    }

    @Test
    void closesAfterAnHttp10RequestUnlessAskedToStay() throws IOException {
        client.send("GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertThat(client.read().header("Connection")).isEqualTo("keep-alive");
        client.send("GET /health/live HTTP/1.0\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.atEnd()).isTrue();
    }

    @Test
    void answersAClientThatHasSentAllItWillSend() throws Exception {
        client.send(recommend("{\"context\":{\"hold\":\"1\"}}"));
        client.endOutput();
        server.shop().awaitHeld(1);
        server.shop().letGo();
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.atEnd()).isTrue();
    }

    /** A request that stops in the middle. */
    enum Half {
        LINE("GET /v1/rel"),
        FIRST_LINE("GET /v1/release HTTP/1.1\r\n"),
        HEADERS("GET /v1/release HTTP/1.1\r\nHost: x\r\nAccept: ap"),
        BODY(
                "POST /v1/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"num"),
        CHUNK("POST /v1/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"n");

        private final String text;

        Half(String text) {
            this.text = text;
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsAClientThatEndsInTheMiddle(Half half) throws IOException {
        client.send(half.text);
        client.endOutput();
        RawClient.Response response = client.read();
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(client.atEnd()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void endsARequestThatDoesNotArriveInTime(Half half) throws IOException {
        try (RunningServer impatient = RunningServer.start("http.request-timeout = 150 ms");
                RawClient slow = impatient.connect();
                RawClient other = impatient.connect()) {
            slow.send(half.text);
            assertThat(slow.read().status()).isEqualTo(408);
            assertThat(slow.atEnd()).isTrue();
            assertThat(other.send(LIVE).read().status()).isEqualTo(200);
        }
    }

    @Test
    void aDripOfBytesDoesNotKeepARequestAlive() throws IOException {
        try (RunningServer impatient = RunningServer.start("http.request-timeout = 150 ms");
                RawClient slow = impatient.connect()) {
            slow.send("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Drip: ");
            try {
                while (true) {
                    slow.send("a");
                    Thread.onSpinWait();
                }
            } catch (IOException closed) {
                assertThat(closed).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\r\n", "\r\n\r\n"})
    void lineEndsBehindARequestBeginNoOther(String ends) throws IOException {
        try (RunningServer impatient = RunningServer.start("http { request-timeout = 50 ms, idle-timeout = 400 ms }");
                RawClient together = impatient.connect();
                RawClient apart = impatient.connect()) {
            assertThat(together.send(LIVE + ends).read().status()).isEqualTo(200);
            assertThat(apart.send(LIVE).read().status()).isEqualTo(200);
            apart.send(ends);
            assertThat(together.atEnd()).isTrue();
            assertThat(apart.atEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsARequestThatBeganTogetherWithTheOneBefore(Half half) throws IOException {
        try (RunningServer impatient = RunningServer.start("http { request-timeout = 150 ms, idle-timeout = 1 h }");
                RawClient slow = impatient.connect()) {
            slow.send(LIVE + half.text);
            assertThat(slow.read().status()).isEqualTo(200);
            assertThat(slow.read().status()).isEqualTo(408);
            assertThat(slow.atEnd()).isTrue();
        }
    }

    @Test
    void closesAConnectionThatAsksNothing() throws IOException {
        try (RunningServer impatient = RunningServer.start("http.idle-timeout = 100 ms");
                RawClient silent = impatient.connect();
                RawClient done = impatient.connect()) {
            assertThat(done.send(LIVE).read().status()).isEqualTo(200);
            assertThat(silent.atEnd()).isTrue();
            assertThat(done.atEnd()).isTrue();
        }
    }

    @Test
    void connectionsThatBreakOffDisturbNobody() throws Exception {
        for (Half half : Half.values()) {
            for (int i = 0; i < 5; i++) {
                try (RawClient broken = server.connect()) {
                    broken.send(half.text).abort();
                }
            }
        }
        for (int i = 0; i < 3; i++) {
            RawClient broken = server.connect();
            broken.send(recommend("{\"context\":{\"hold\":\"1\"}}"));
            server.shop().awaitHeld(1);
            broken.abort();
            server.shop().letGo();
        }
        assertThat(client.send(LIVE).read().status()).isEqualTo(200);
        assertThat(client.send(recommend("{}")).read().status()).isEqualTo(200);
    }

    @Test
    void oneConnectionTooManyIsTurnedAway() throws IOException {
        try (RunningServer small = RunningServer.start("http.max-connections = 2");
                RawClient first = small.connect();
                RawClient second = small.connect()) {
            assertThat(first.send(LIVE).read().status()).isEqualTo(200);
            assertThat(second.send(LIVE).read().status()).isEqualTo(200);
            try (RawClient third = small.connect()) {
                RawClient.Response response = third.read();
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.header("Retry-After")).isEqualTo("1");
            }
            assertThat(first.send(LIVE).read().status()).isEqualTo(200);
        }
    }

    @Test
    void theAdminPortHasConnectionsOfItsOwn() throws IOException {
        try (RunningServer small = RunningServer.start("http.max-connections = 1");
                RawClient first = small.connect();
                RawClient second = small.connect();
                RawClient operator = new RawClient(small.http().adminPort())) {
            assertThat(first.send(LIVE).read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(503);
            assertThat(operator.get("/v1/release").read().status()).isEqualTo(200);
        }
    }

    @Test
    void farTooManyConnectionsAreClosedWithoutAnAnswer() throws IOException {
        try (RunningServer small = RunningServer.start("http.max-connections = 1", "http.linger-timeout = 1 h")) {
            List<RawClient> clients = new ArrayList<>();
            clients.add(small.connect());
            assertThat(clients.getFirst().send(LIVE).read().status()).isEqualTo(200);
            for (int refused = 0; refused < 16; refused++) {
                clients.add(small.connect());
                assertThat(clients.getLast().read().status()).isEqualTo(503);
            }
            clients.add(small.connect());
            assertThat(clients.getLast().atEnd()).isTrue();
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aFullQueueIsAnsweredAtOnceAndHealthAndMetricsStillAnswer() throws Exception {
        try (RunningServer small = RunningServer.start("workers.threads = 1", "workers.queue-capacity = 1")) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(small.connect().send(recommend("{\"context\":{\"hold\":\"1\"}}")));
                if (i == 0) {
                    small.shop().awaitHeld(1);
                }
            }
            // One is held, one waits; whichever of the other two came last is refused while both still are.
            RawClient.Response refused = firstAnswer(clients.get(1), clients.get(2));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            try (RawClient operator = small.connect()) {
                assertThat(operator.send(LIVE).read().status()).isEqualTo(200);
                assertThat(operator.get("/metrics").read().body())
                        .contains("millrace_workers_queue 1.0")
                        .contains("millrace_http_dropped_total{why=\"queue full\"} 1.0");
            }
            small.shop().letGo();
            small.shop().letGo();
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static RawClient.Response firstAnswer(RawClient one, RawClient other) throws IOException {
        while (true) {
            if (one.answered()) {
                return one.read();
            }
            if (other.answered()) {
                return other.read();
            }
            Thread.onSpinWait();
        }
    }
}
