package dev.millrace.edge.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HttpClientTransportTest {
    private static final String HEAD = "HTTP/1.1 200 So\r\nConnection: close\r\nContent-Length: 10\r\n\r\n";

    private ServerSocket socket;
    private Thread server;
    private volatile String answer = "";

    @BeforeEach
    void start() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server = new Thread(this::answerOnce, "silent server");
        server.start();
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        socket.close();
        server.join();
    }

    /** Answers, then says nothing more until the other side hangs up. */
    private void answerOnce() {
        try (Socket connection = socket.accept()) {
            InputStream in = connection.getInputStream();
            assertThat(in.read()).isPositive();
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            while (in.read() >= 0) {
                // Of the request.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EdgeTransport.Answer open(String answered, Duration timeout) throws IOException {
        answer = answered;
        return new HttpClientTransport(
                        HttpClient.newHttpClient(), URI.create("http://127.0.0.1:" + socket.getLocalPort()), timeout)
                .open("/v1/edge/bundle", Map.of());
    }

    @Test
    void aBodyThatStopsIsGivenUpAndItsConnectionClosed() throws Exception {
        EdgeTransport.Answer stopping = open(HEAD + "seven b", Duration.ofSeconds(2));
        byte[] read = new byte[7];
        assertThat(stopping.body().readNBytes(read, 0, 7)).isEqualTo(7);
        assertThat(read).asString(StandardCharsets.US_ASCII).isEqualTo("seven b");
        assertThatThrownBy(() -> stopping.body().read())
                .isInstanceOf(HttpTimeoutException.class)
                .hasMessage("the answer stopped for PT2S");
        server.join();
    }

    @Test
    void aBodyThatIsThereIsReadToItsEnd() throws IOException {
        try (EdgeTransport.Answer whole = open(HEAD + "ten bytes!", Duration.ofSeconds(30))) {
            assertThat(whole.body().read()).isEqualTo('t');
            assertThat(whole.body().readAllBytes())
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("en bytes!");
            assertThat(whole.body().read()).isEqualTo(-1);
        }
    }
}
