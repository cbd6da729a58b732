package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.BundleDelta;
import dev.millrace.cascade.bundle.BundleFacts;
import dev.millrace.cascade.bundle.BundleWriter;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.server.RawClient;
import dev.millrace.server.RunningServer;
import dev.millrace.server.config.ConfigException;
import dev.millrace.server.config.ConfigReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EdgeTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final TrustedKeys TRUSTED = TrustedKeys.of(KEY.publicKey());
    private static final int VECTOR_BYTES = 300_000;

    @TempDir
    Path folder;

    private RunningServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void startServer() throws IOException {
        bundle(7);
        bundle(8);
        server = RunningServer.start("edge { bundles = \"" + folder + "\", keys = [\""
                + KEY.publicKey().toBase64() + "\"], deltas = 1, watch-interval = 0 s }");
    }

    @AfterEach
    void stopServer() {
        server.close();
        client.close();
    }

    /** Writes a bundle that differs from the one before in a single vector. */
    private byte[] bundle(long number) throws IOException {
        byte[] vectors = new byte[VECTOR_BYTES];
        new Random(1).nextBytes(vectors);
        vectors[100 * (int) number]++;
        return bundle(number, vectors, KEY);
    }

    private byte[] bundle(long number, byte[] vectors, SigningKey key) throws IOException {
        Instant created = Instant.parse("2026-11-24T08:00:00Z");
        Path file = folder.resolve("shop-" + number + ".edge");
        new BundleWriter(new BundleFacts(number, 1, created, created.plusSeconds(60), "fake-1", 3, 2, new JsonObject()))
                .part("vectors/items.bin", vectors)
                .write(file, key);
        return Files.readAllBytes(file);
    }

    private HttpResponse<byte[]> get(String query, String... headers) throws IOException, InterruptedException {
        return call("GET", query, headers);
    }

    private HttpResponse<byte[]> call(String method, String query, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + "/v1/edge/bundle" + query))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private byte[] newest() throws IOException {
        return Files.readAllBytes(folder.resolve("shop-8.edge"));
    }

    @Test
    void theNewestBundleIsServedWhole() throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get("");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(newest());
        assertThat(header(response, "Content-Type")).isEqualTo("application/vnd.millrace.edge-bundle");
        assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(newest().length));
        assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(response, "ETag")).matches("\"[0-9a-f]{32}\"");
    }

    @Test
    void headTellsAllButTheContent() throws IOException, InterruptedException {
        HttpResponse<byte[]> head = call("HEAD", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(newest().length));
        assertThat(header(head, "ETag")).isEqualTo(header(get(""), "ETag"));
    }

    @Test
    void whoHasTheNewestIsToldSo() throws IOException, InterruptedException {
        String tag = header(get(""), "ETag");
        for (String known : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*"}) {
            HttpResponse<byte[]> response = get("?from=7", "If-None-Match", known);
            assertThat(response.statusCode()).as(known).isEqualTo(304);
            assertThat(response.body()).isEmpty();
            assertThat(header(response, "ETag")).isEqualTo(tag);
        }
        assertThat(get("", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void whoHasANewerBundleThanThereIsIsToldThatThereIsNothingNew() throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get("?from=9", "If-None-Match", "\"of nine\"");
        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(response.body()).isEmpty();
        assertThat(get("?from=8", "If-None-Match", "\"another eight\"").body()).isEqualTo(newest());
        assertThat(get("?from=9").body()).as("unconditionally").isEqualTo(newest());
        byte[] newer = bundle(10);
        assertThat(get("?from=9", "If-None-Match", "\"of nine\"").body()).isEqualTo(newer);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=100-199, 100, 200",
        "bytes=1000-, 1000, -1",
        "bytes=-10, -10, -1",
        "bytes=5-99999999999, 5, -1",
        "bytes=-99999999999, 0, -1",
        "BYTES=7-8, 7, 9"
    })
    void aRangeIsServedAlone(String range, int from, int to) throws IOException, InterruptedException {
        byte[] all = newest();
        int first = from < 0 ? all.length + from : from;
        int end = to < 0 ? all.length : to;
        HttpResponse<byte[]> response = get("", "Range", range);
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(all, first, end));
        assertThat(header(response, "Content-Range")).isEqualTo("bytes " + first + "-" + (end - 1) + "/" + all.length);
        assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(end - first));
    }

    @ParameterizedTest
    @ValueSource(strings = {"items=0-1", "bytes=1", "bytes=x-2", "bytes=-", "bytes=3-2", "bytes=0-1,3-4", "bytes"})
    void aRangeThatIsNoneIsIgnored(String range) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get("", "Range", range);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(newest());
    }

    @Test
    void aRangePastTheEndIsRefusedWithTheLength() throws IOException, InterruptedException {
        for (String range : new String[] {"bytes=9999999-", "bytes=-0"}) {
            HttpResponse<byte[]> response = get("", "Range", range);
            assertThat(response.statusCode()).isEqualTo(416);
            assertThat(header(response, "Content-Range")).isEqualTo("bytes */" + newest().length);
            assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void aRangeOfWhatIsNoLongerTheNewestGivesAllOfTheNewest() throws IOException, InterruptedException {
        String tag = header(get(""), "ETag");
        assertThat(get("", "Range", "bytes=100-", "If-Range", tag).statusCode()).isEqualTo(206);
        byte[] newer = bundle(9);
        HttpResponse<byte[]> response = get("", "Range", "bytes=100-", "If-Range", tag);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(newer);
        assertThat(header(response, "ETag")).isNotEqualTo(tag);
    }

    @Test
    void fromAnOlderBundleADeltaIsServed() throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get("?from=7");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).isEqualTo("application/vnd.millrace.edge-delta");
        assertThat(response.body()).hasSizeLessThan(2000);
        Path target = folder.resolve("made");
        BundleDelta.apply(
                Bundle.open(folder.resolve("shop-7.edge"), TRUSTED),
                new ByteArrayInputStream(response.body()),
                target,
                TRUSTED,
                1 << 20);
        assertThat(Files.readAllBytes(target)).isEqualTo(newest());
        String tag = header(response, "ETag");
        HttpResponse<byte[]> rest = get("?from=7", "Range", "bytes=50-", "If-Range", tag);
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(response.body(), 50, response.body().length));
        assertThat(get("?from=8", "Range", "bytes=50-", "If-Range", tag).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whereThereIsNoDeltaTheWholeIsServed() throws IOException, InterruptedException {
        bundle(9);
        for (String from : new String[] {"?from=7", "?from=9", "?from=4711", ""}) {
            HttpResponse<byte[]> response = get(from);
            assertThat(header(response, "Content-Type")).as(from).isEqualTo("application/vnd.millrace.edge-bundle");
            assertThat(response.body()).as(from).isEqualTo(Files.readAllBytes(folder.resolve("shop-9.edge")));
        }
        assertThat(header(get("?from=8"), "Content-Type")).isEqualTo("application/vnd.millrace.edge-delta");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void metricsDoNotWaitForABundleThatIsBeingRead() throws IOException, InterruptedException {
        Path pipe = folder.resolve("slow.edge");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (RawClient device = server.connect();
                RawClient operator = server.connect()) {
            device.get("/v1/edge/bundle");
            assertThat(operator.get("/metrics").read().status()).isEqualTo(200);
            assertThat(device.answered()).isFalse();
            Files.newOutputStream(pipe).close();
            assertThat(device.readHead().status()).isEqualTo(200);
        }
    }

    @Test
    void aDeltaThatIsLargerThanTheBundleIsNotServed() throws IOException, InterruptedException {
        byte[] other = new byte[1000];
        new Random(99).nextBytes(other);
        byte[] newer = bundle(9, other, KEY);
        assertThat(get("?from=8").body()).isEqualTo(newer);
    }

    @Test
    void aBundleThatIsDamagedOfAnotherKeyOrUnreadableIsPassedOver() throws IOException, InterruptedException {
        Files.createDirectory(folder.resolve("shop-98.edge"));
        bundle(9, new byte[10], SigningKey.generate());
        byte[] damaged = bundle(10);
        damaged[damaged.length - 1]++;
        Files.write(folder.resolve("damaged.tmp"), damaged);
        Files.move(
                folder.resolve("damaged.tmp"),
                folder.resolve("shop-10.edge"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        assertThat(get("").body()).isEqualTo(newest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?from=0", "?from=-1", "?from=x", "?from=", "?from=9999999999999999", "?to=1"})
    void aNumberThatIsNoneIsRefused(String query) throws IOException, InterruptedException {
        assertThat(get(query).statusCode()).isEqualTo(400);
    }

    @Test
    void aLongAnswerKeepsItsPlaceAmongPipelinedRequests() throws IOException {
        try (RawClient raw = server.connect()) {
            raw.get("/v1/edge/bundle")
                    .get("/health/live")
                    .get("/v1/edge/bundle")
                    .get("/v1/items/i1");
            int length = newest().length;
            for (int i = 0; i < 2; i++) {
                assertThat(raw.read().header("Content-Length")).isEqualTo(Integer.toString(length));
                assertThat(raw.read().body()).startsWith("{");
            }
        }
    }

    @Test
    void whoHangsUpInTheMiddleHarmsNobody() throws IOException, InterruptedException {
        for (int i = 0; i < 20; i++) {
            try (RawClient raw = server.connect()) {
                raw.get("/v1/edge/bundle").readHead();
                raw.abort();
            }
        }
        assertThat(get("").body()).isEqualTo(newest());
    }

    @Test
    void withoutAFolderThePathSaysSo() throws IOException {
        try (RunningServer without = RunningServer.start();
                RawClient raw = without.connect()) {
            RawClient.Response response = raw.get("/v1/edge/bundle").read();
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(response.body()).contains("millrace.server.edge.bundles is not set");
        }
    }

    @Test
    void anEmptyFolderSaysSo() throws IOException, InterruptedException {
        Files.delete(folder.resolve("shop-7.edge"));
        Files.delete(folder.resolve("shop-8.edge"));
        HttpResponse<byte[]> response = get("");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(new String(response.body(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("there is no edge bundle yet");
    }

    @Test
    void aFolderWithoutKeysOrWithABadKeyStopsTheStart() {
        assertThatThrownBy(() -> ConfigReader.parse("millrace.server.edge.bundles = x"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("millrace.server.edge.keys: trusted keys: none");
        assertThatThrownBy(() -> ConfigReader.parse("millrace.server.edge { bundles = x, keys = [abc] }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("millrace.server.edge.keys: public key");
    }
}
