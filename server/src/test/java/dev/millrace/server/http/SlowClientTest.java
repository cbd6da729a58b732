package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection is at work until the network has taken the last piece of the answer. */
final class SlowClientTest {
    private static StubbornClient.Server server;
    private StubbornClient client;

    @BeforeAll
    static void startServer() {
        server = new StubbornClient.Server("http.idle-timeout = 60 s");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect() {
        client = new StubbornClient(server);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    /** Asks for an answer and takes all but its end. */
    private void waitForTheEnd(String target, String... fields) {
        client.stop().get(target, fields);
        for (int pieces = target.equals("/long") ? 3 : 0; pieces > 0; pieces--) {
            client.takeOne();
        }
        assertThat(client.untaken()).isPositive();
    }

    private void assertAnswered(String target) {
        assertThat(client.taken()).contains("200 OK").endsWith(target.equals("/long") ? StubbornClient.LONG : "x");
    }

    private void assertTheEndComesBeforeTheConnectionIsClosed(String target) {
        assertThat(client.open()).isTrue();
        client.go();
        assertAnswered(target);
        assertThat(client.open()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/short", "/long"})
    void aServerThatStopsSendsTheEndOfAnAnswer(String target) {
        waitForTheEnd(target);
        client.drain();
        assertTheEndComesBeforeTheConnectionIsClosed(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/short", "/long"})
    void aClientThatSendsNoMoreGetsTheEndOfItsAnswer(String target) {
        waitForTheEnd(target);
        client.endOutput();
        assertTheEndComesBeforeTheConnectionIsClosed(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/short", "/long"})
    void soDoesOneThatAskedToCloseTheConnection(String target) {
        waitForTheEnd(target, "Connection: close");
        client.endOutput();
        assertTheEndComesBeforeTheConnectionIsClosed(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/short", "/long"})
    void aConnectionIsNotIdleBeforeItsAnswerIsTaken(String target) {
        waitForTheEnd(target);
        client.pass(Duration.ofSeconds(61));
        assertThat(client.open()).isTrue();
        client.go();
        assertAnswered(target);
        client.pass(Duration.ofSeconds(61));
        assertThat(client.open()).isFalse();
    }

    @Test
    void theNextRequestIsAnsweredWhenTheAnswerBeforeIsTaken() {
        client.stop().get("/short").get("/short");
        client.takeOne();
        assertThat(client.taken()).contains("200 OK").endsWith("x");
        client.go();
        assertThat(client.taken()).contains("200 OK").endsWith("x");
        assertThat(client.open()).isTrue();
    }
}
