package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.RawClient;
import dev.millrace.server.RunningServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminHostsTest {
    private static RunningServer server;

    @BeforeAll
    static void startServer() throws IOException {
        server = RunningServer.start("releases.admin-host = \"0.0.0.0\"");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static RawClient.Response ask(String host) throws IOException {
        try (RawClient client = new RawClient(server.http().adminPort())) {
            return client.send("POST /v1/release/reload HTTP/1.1\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 0\r\nHost: " + host + "\r\n\r\n")
                    .read();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LocalHost:8081", "127.0.0.1", "127.0.0.1:8081", "10.1.2.3", "[::1]", "[::1]:8081"})
    void answersUnderAnAddressOrAsTheLocalHost(String host) throws IOException {
        assertThat(ask(host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8081",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1:8081.evil.example",
                "[evil.example]",
                "[::1",
                ":8081",
                ""
            })
    void refusesTheNameOfAWebPage(String host) throws IOException {
        RawClient.Response response = ask(host);
        assertThat(response.status()).isEqualTo(421);
        assertThat(response.body()).contains("\"parameter\":\"Host\"", "(expected: an address, localhost or 0.0.0.0)");
    }
}
