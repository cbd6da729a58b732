package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies share a budget while they arrive. */
// Line ends matter here, and a text block hides them.
@SuppressWarnings("StringConcatToTextBlock")
final class ArrivingBodiesTest {
    private static final int MOST = StubbornClient.BODY_BYTES;

    private static StubbornClient.Server server;

    @BeforeAll
    static void startServer() {
        server = new StubbornClient.Server("workers.retry-after = 3 s");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static StubbornClient post(StubbornClient client, int bytes) {
        return client.send("POST /take HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + bytes + "\r\n\r\n");
    }

    @Test
    void aBodyThatDoesNotFitBesideTheOthersIsRefusedUntilTheyAreThere() {
        try (StubbornClient first = new StubbornClient(server);
                StubbornClient second = new StubbornClient(server);
                StubbornClient third = new StubbornClient(server)) {
            post(first, MOST - 1).send("x".repeat(MOST - 2));
            post(second, 2).send("x");
            post(third, 2).send("xx");
            assertThat(third.taken())
                    .contains("503 Service Unavailable", "Retry-After: 3", "too many bytes are arriving");
            first.send("x");
            assertThat(first.taken()).endsWith("\r\n\r\n" + (MOST - 1));
            second.send("x");
            assertThat(second.taken()).endsWith("\r\n\r\n2");
        }
        assertAllIsGivenBack();
    }

    @Test
    void roomGrowsNoFurtherThanWhatWasAnnounced() {
        try (StubbornClient first = new StubbornClient(server);
                StubbornClient second = new StubbornClient(server)) {
            post(first, 6001).send("x".repeat(6000)).send("x");
            assertThat(first.taken()).endsWith("\r\n\r\n6001");
            post(first, MOST).send("x".repeat(6000)).send("x".repeat(3000));
            post(second, 1).send("x");
            assertThat(second.taken()).contains("503 Service Unavailable");
        }
        assertAllIsGivenBack();
    }

    @Test
    void aConnectionThatBreaksOffGivesBackWhatItTook() {
        try (StubbornClient client = new StubbornClient(server)) {
            post(client, MOST).send("x".repeat(MOST - 1));
        }
        assertAllIsGivenBack();
    }

    @Test
    void soDoesARequestThatIsRefusedInTheMiddle() {
        try (StubbornClient client = new StubbornClient(server)) {
            client.send("POST /take HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n3\r\nxxx\r\nnonsense\r\n");
            assertThat(client.taken()).contains("400 Bad Request");
        }
        assertAllIsGivenBack();
    }

    private static void assertAllIsGivenBack() {
        try (StubbornClient client = new StubbornClient(server)) {
            post(client, MOST).send("x".repeat(MOST - 1)).send("x");
            assertThat(client.taken()).endsWith("\r\n\r\n" + MOST);
        }
    }
}
