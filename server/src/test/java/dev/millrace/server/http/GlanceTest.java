package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.config.RequestConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlanceTest {
    private static final RequestConfig DEFAULTS = new RequestConfig(20, Duration.ofMillis(200), Duration.ofSeconds(10));

    private static Glance.Seen look(String body) {
        return Glance.at(body.getBytes(StandardCharsets.UTF_8), DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | DEFAULT | 200",
                "{\"priority\":\"critical\",\"timeoutMs\":50} | CRITICAL | 50",
                "{ \"timeoutMs\" : 7 , \"priority\" : \"sheddable\" } | SHEDDABLE | 7",
                "{\"priority\":\"default\"} | DEFAULT | 200",
                "{\"context\":{\"priority\":\"critical\",\"timeoutMs\":\"1\"}} | DEFAULT | 200",
                "{\"history\":[{\"itemId\":\"priority\",\"type\":\"critical\"}]} | DEFAULT | 200",
                "{\"userId\":\"\\\"priority\",\"filter\":\"a:\\\"x\\\"\",\"priority\":\"critical\"} | CRITICAL | 200",
                "{\"userId\":\"}\",\"requestId\":\"{[\",\"priority\":\"critical\"} | CRITICAL | 200",
                "{\"userId\":\"priority\",\"requestId\":\"critical\"} | DEFAULT | 200",
                "{\"timeout\\u004ds\":50,\"\\u0070riority\":\"critic\\u0061\\u006C\"} | CRITICAL | 50",
                "{\"timeout\\u004d\":50,\"timeoutM\\s\":50,\"timeoutM\\u00zzs\":50} | DEFAULT | 200",
                "{\"priority\":\"urgent\",\"timeoutMs\":0} | DEFAULT | 200",
                "{\"priority\":null,\"timeoutMs\":null} | DEFAULT | 200",
                "{\"timeoutMs\":10001} | DEFAULT | 200",
                "{\"timeoutMs\":-5} | DEFAULT | 200",
                "{\"timeoutMs\":1e3} | DEFAULT | 200",
                "{\"timeoutMs\":5.5} | DEFAULT | 200",
                "{\"timeoutMs\":5 | DEFAULT | 200",
                "{\"priority\":\"crit | DEFAULT | 200",
                "{\"priority\": | DEFAULT | 200",
                "{\"priority\\ | DEFAULT | 200",
            })
    void seesWhatTheBodySays(String body, String priority, long timeoutMillis) {
        Glance.Seen seen = look(body.strip());
        assertThat(seen.priority().name()).isEqualTo(priority.strip());
        assertThat(seen.timeout()).isEqualTo(Duration.ofMillis(timeoutMillis));
    }

    @Test
    void bearsAnyBytes() {
        long seed = 3;
        Random random = new Random(seed);
        byte[] letters = "{}[]\"\\:, priority timeoutMs 123 critical".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = new byte[random.nextInt(60)];
            for (int at = 0; at < body.length; at++) {
                body[at] = random.nextInt(8) == 0 ? (byte) random.nextInt() : letters[random.nextInt(letters.length)];
            }
            assertThat(Glance.at(body, DEFAULTS).timeout())
                    .as("seed %d, body %d", seed, i)
                    .isPositive();
        }
    }
}
