package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class LeakTest {
    private static final int ATTEMPTS = 200;

    @Test
    void everyBufferIsReleasedWhateverHappensToItsRequest() throws Exception {
        try (RunningServer server = RunningServer.start("http.linger-timeout = 50 ms", "http.request-timeout = 2 s")) {
            for (int i = 0; i < 20; i++) {
                misuse(server);
            }
        }
        plant();
        for (int i = 0; i < ATTEMPTS && Leaks.reports().isEmpty(); i++) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer(64).release();
        }
        assertThat(Leaks.reports())
                .as("the detector finds what is forgotten")
                .anyMatch(report -> report.contains(Leaks.PLANTED));
        Leaks.check();
    }

    private static void misuse(RunningServer server) throws IOException {
        String head = "POST /v1/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
        for (String text : new String[] {
            head + "Content-Length: 2\r\n\r\n{}",
            head + "Content-Length: 50\r\n\r\n{\"half\":",
            head + "Content-Length: 9999999\r\n\r\n{\"much\":",
            head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"num\r\nzz",
            "junk\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /metr"
        }) {
            try (RawClient polite = server.connect()) {
                polite.send(text);
                polite.endOutput();
                assertThat(polite.read().status()).isPositive();
            }
            try (RawClient broken = server.connect()) {
                broken.send(text).abort();
            }
        }
    }

    @SuppressWarnings("CheckReturnValue")
    private static void plant() {
        PooledByteBufAllocator.DEFAULT.directBuffer(64).touch(Leaks.PLANTED);
    }
}
