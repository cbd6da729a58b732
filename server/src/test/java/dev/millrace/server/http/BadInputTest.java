package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.RawClient;
import dev.millrace.server.RunningServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Every row of the tables of bad input, over real sockets, while another connection goes on being served. */
final class BadInputTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REPEAT = Pattern.compile("<<(\\d+)([*x])(.*?)>>");
    private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-f]{2})");

    private static RunningServer server;
    private static RawClient witness;

    @BeforeAll
    static void startServer() throws IOException {
        server = RunningServer.start("http.linger-timeout = 300 ms");
        witness = server.connect();
    }

    @AfterAll
    static void stopServer() throws IOException {
        witness.close();
        server.close();
    }

    record BadRequest(String line, String fields, String body, int status, String at) {
        @Override
        public String toString() {
            return Problem.shown(line + " " + fields + " " + body) + " -> " + status + " " + at;
        }
    }

    record BadHead(String bytes, int status) {}

    static List<BadRequest> badRequests() throws IOException {
        return rows("bad-requests.txt")
                .map(row -> {
                    String[] cells = row.split(" \\| ", -1);
                    assertThat(cells).as(row).hasSize(5);
                    return new BadRequest(
                            expand(cells[0].strip()),
                            expand(cells[1].strip()),
                            expand(cells[2].strip()),
                            Integer.parseInt(cells[3].strip()),
                            expand(cells[4].strip()));
                })
                .toList();
    }

    static List<BadHead> badHeads() throws IOException {
        return rows("bad-heads.txt")
                .map(row -> {
                    int bar = row.lastIndexOf(" | ");
                    return new BadHead(row.substring(0, bar), Integer.parseInt(row.substring(bar + 3)));
                })
                .toList();
    }

    private static Stream<String> rows(String table) throws IOException {
        return Files.readAllLines(Path.of("src/test/resources", table)).stream()
                .filter(row -> !row.isBlank() && !row.startsWith("#"));
    }

    private static String expand(String text) {
        return REPEAT.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(String.join(
                        match.group(2).equals("*") ? "," : "",
                        Collections.nCopies(Integer.parseInt(match.group(1)), match.group(3)))));
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Matcher raw = BYTE.matcher(text);
        int at = 0;
        while (raw.find()) {
            out.writeBytes(text.substring(at, raw.start()).getBytes(StandardCharsets.UTF_8));
            out.write(Integer.parseInt(raw.group(1), 16));
            at = raw.end();
        }
        out.writeBytes(text.substring(at).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    @Test
    void theTablesAreLarge() throws IOException {
        assertThat(badRequests().size()).isGreaterThanOrEqualTo(200);
        assertThat(badHeads().size()).isGreaterThanOrEqualTo(30);
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void isRefusedWithTheReason(BadRequest bad) throws IOException {
        byte[] body = bad.body.equals("-") ? new byte[0] : bytes(bad.body);
        StringBuilder head = new StringBuilder(bad.line + " HTTP/1.1\r\nHost: x\r\n");
        if (bad.fields.equals("-")) {
            head.append(bad.line.startsWith("POST") ? "Content-Type: application/json\r\n" : "");
        } else {
            head.append(String.join("\r\n", bad.fields.split(";;"))).append("\r\n");
        }
        if (!bad.fields.contains("Transfer-Encoding")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        try (RawClient client = server.connect()) {
            client.send(head.append("\r\n").toString());
            client.send(body);
            if (bad.line.startsWith("HEAD")) {
                assertThat(client.readHead().status()).isEqualTo(bad.status);
            } else {
                check(client.read(), bad.status, bad.at);
            }
        }
        assertOthersAreServed();
    }

    @ParameterizedTest
    @MethodSource("badHeads")
    void isNoRequest(BadHead bad) throws IOException {
        try (RawClient client = server.connect()) {
            client.send(bytes(bad.bytes.replace("\\r", "\r").replace("\\n", "\n")));
            RawClient.Response response = client.read();
            check(response, bad.status, "*");
        }
        assertOthersAreServed();
    }

    private static void check(RawClient.Response response, int status, String at) {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asString()).isNotEmpty();
        assertThat(problem.get("detail").asString()).isNotEmpty().hasSizeLessThan(600);
        if (at.startsWith("/")) {
            assertThat(problem.path("pointer").asString()).as(response.body()).isEqualTo(at);
        } else if (!at.equals("-") && !at.equals("*")) {
            assertThat(problem.path("parameter").asString()).as(response.body()).isEqualTo(at);
        }
    }

    private static void assertOthersAreServed() throws IOException {
        RawClient.Response response =
                witness.post("/v1/recommend", "{\"numResults\":1}").read();
        assertThat(response.status()).isEqualTo(200);
    }
}
