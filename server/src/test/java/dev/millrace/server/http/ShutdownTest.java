package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.RawClient;
import dev.millrace.server.RunningServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

// Line ends matter here, and a text block hides them.
@SuppressWarnings("StringConcatToTextBlock")
final class ShutdownTest {
    private static final String HELD = "{\"context\":{\"hold\":\"1\"}}";

    @Test
    void finishesWhatIsInFlightAndClosesTheRest() throws Exception {
        RunningServer server = RunningServer.start("workers.threads = 2", "http.linger-timeout = 200 ms");
        try (RawClient idle = server.connect();
                RawClient busy = server.connect();
                RawClient arriving = server.connect()) {
            assertThat(idle.get("/health/ready").read().status()).isEqualTo(200);
            busy.post("/v1/recommend", HELD);
            server.shop().awaitHeld(1);
            arriving.send("POST /v1/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(arriving.read().status()).isEqualTo(100);

            Thread stopping = Thread.ofPlatform().start(() -> server.http().close());
            assertThat(idle.atEnd()).isTrue();
            int port = server.port();
            assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(IOException.class);

            RawClient.Response late = arriving.send("{}").read();
            assertThat(late.status()).isEqualTo(200);
            assertThat(late.header("Connection")).isEqualTo("close");
            server.shop().letGo();
            assertThat(busy.read().status()).isEqualTo(200);
            assertThat(busy.atEnd()).isTrue();
            stopping.join();
        }
        server.close();
    }

    @Test
    void closesWhatDoesNotFinishWithinTheLimit() throws Exception {
        RunningServer server = RunningServer.start("http.shutdown-timeout = 50 ms");
        try (RawClient busy = server.connect()) {
            busy.post("/v1/recommend", HELD);
            server.shop().awaitHeld(1);
            Thread stopping = Thread.ofPlatform().start(() -> server.http().close());
            assertThat(busy.atEnd()).isTrue();
            server.shop().letGo();
            stopping.join();
        }
        server.close();
    }

    @Test
    void saysWhichAddressItCannotListenOn() throws Exception {
        try (RunningServer first = RunningServer.start()) {
            assertThatThrownBy(() -> RunningServer.start("http.port = " + first.port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + first.port());
        }
    }

    @Test
    void servesOverNioAsWell() throws Exception {
        try (RunningServer server = RunningServer.start("http.transport = NIO");
                RawClient client = server.connect()) {
            assertThat(client.post("/v1/recommend", "{}").read().status()).isEqualTo(200);
            assertThat(client.send("junk\r\n\r\n").read().status()).isEqualTo(400);
            assertThat(client.atEnd()).isTrue();
        }
    }
}
