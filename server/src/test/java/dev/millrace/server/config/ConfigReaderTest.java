package dev.millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.Cascade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigReaderTest {
    @Test
    void theDefaultsAreTheDocumentedOnes() {
        ServerConfig config = ConfigReader.defaults();
        assertThat(config.http().host()).isEqualTo("127.0.0.1");
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.http().maxBodyBytes()).isEqualTo(1 << 20);
        assertThat(config.http().requestTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.workers().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(config.limits()).isEqualTo(new LimitConfig(1000, 1000, 2000, 10_000, 1000, 256, 2048, 32, 256));
        assertThat(config.requests()).isEqualTo(new RequestConfig(20, Duration.ofMillis(200), Duration.ofSeconds(10)));
        assertThat(config.events()).isEqualTo(new EventConfig(1000, 500_000, 500_000));
        assertThat(config.widths()).isEqualTo(Cascade.Widths.DEFAULT);
    }

    @Test
    void aGivenKeyStandsBeforeItsDefault() {
        ServerConfig config = ConfigReader.parse(
                "millrace.server { http { port = 0, transport = NIO, max-body = 2 MiB }, workers.threads = 3 }");
        assertThat(config.http().port()).isZero();
        assertThat(config.http().transport()).isEqualTo(HttpConfig.Transport.NIO);
        assertThat(config.http().maxBodyBytes()).isEqualTo(2 << 20);
        assertThat(config.workers().threads()).isEqualTo(3);
        assertThat(config.http().host()).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "millrace.server.http.prot = 1 | millrace.server.http.prot",
                "millrace.sever.http.port = 1 | millrace.sever",
                "http.port = 1 | http",
                "millrace.server.http = 1 | millrace.server.http",
                "millrace.server.http.port = 70000 | millrace.server.http.port",
                "millrace.server.http.port = eighty | port",
                "millrace.server.http.host = \"\" | millrace.server.http.host",
                "millrace.server.http.max-body = 1 GiB | millrace.server.http.max-body",
                "millrace.server.http.body-share = 2 | millrace.server.http.body-share",
                "millrace.server.http.idle-timeout = 0 s | millrace.server.http.idle-timeout",
                "millrace.server.http.idle-timeout = soon | idle-timeout",
                "millrace.server.http.transport = URING | transport",
                "millrace.server.workers.threads = 0 | millrace.server.workers.threads",
                "millrace.server.workers.queue-capacity = 0 | millrace.server.workers.queue-capacity",
                "millrace.server.limits.max-results = 0 | millrace.server.limits.max-results",
                "millrace.server.requests.num-results = 1001 | millrace.server.requests.num-results: 1001",
                "millrace.server.limits.max-results = 10 | millrace.server.requests.num-results: 20",
                "millrace.server.requests.timeout = 20 s | millrace.server.requests.timeout",
                "millrace.server.events.max-total = 10 | millrace.server.events.max-total",
                "millrace.server.widths.rerank = 2000 | millrace.server.widths",
                "millrace.server.fineranker.history-share = 2 | millrace.server.fineranker.history-share",
                "millrace.server.http.port = ${NO_SUCH_VARIABLE_OF_OURS} | NO_SUCH_VARIABLE_OF_OURS",
                "millrace.server { | expecting",
            })
    void whatDoesNotFitIsRefusedByName(String hocon, String named) {
        assertThatThrownBy(() -> ConfigReader.parse(hocon))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(named);
    }

    @Test
    void aFileIsNamedInWhatIsWrongWithIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("server.conf");
        assertThatThrownBy(() -> ConfigReader.read(file)).hasMessageContaining("server.conf: no such file");
        Files.writeString(file, "millrace.server.http.port = 99999");
        assertThatThrownBy(() -> ConfigReader.read(file))
                .hasMessageContaining("server.conf")
                .hasMessageContaining("port");
        Files.writeString(file, "millrace.server.http.port = 9999");
        assertThat(ConfigReader.read(file).http().port()).isEqualTo(9999);
    }

    @Test
    void everyKeyIsDocumented() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/main/resources/reference.conf"));
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.contains(" = ") && !line.startsWith("#") && !line.matches("(retrieve|rerank|fine) = .*")) {
                assertThat(lines.get(i - 1).strip()).as(line).startsWith("#");
            }
        }
    }
}
