package dev.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.bundle.BundleFacts;
import dev.millrace.cascade.bundle.BundleWriter;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.edge.update.EdgeTransport;
import dev.millrace.edge.update.EdgeUpdater;
import dev.millrace.edge.update.HttpClientTransport;
import dev.millrace.edge.update.UpdateOutcome;
import dev.millrace.server.RunningServer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device and a server that know nothing of each other but what is on the wire. */
final class EdgeUpdateTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final TrustedKeys TRUSTED = TrustedKeys.of(KEY.publicKey());

    @TempDir
    Path folder;

    @TempDir
    Path device;

    private void publish(long number) throws IOException {
        byte[] vectors = new byte[400_000];
        new Random(1).nextBytes(vectors);
        for (int i = 0; i < 2000; i++) {
            vectors[(int) (i * 199L + number) % vectors.length] += (byte) number;
        }
        Instant created = Instant.parse("2026-11-24T08:00:00Z");
        new BundleWriter(new BundleFacts(number, 1, created, created.plusSeconds(60), "fake-1", 3, 2, new JsonObject()))
                .part("vectors/items.bin", vectors)
                .write(folder.resolve("shop-" + number + ".edge"), KEY);
    }

    private UpdateOutcome update(EdgeTransport transport) {
        return new EdgeUpdater(device.resolve("shop.edge"), TRUSTED, transport, 1 << 20, bundle -> {}).update();
    }

    private void assertHas(long number) throws IOException {
        assertThat(Files.readAllBytes(device.resolve("shop.edge")))
                .isEqualTo(Files.readAllBytes(folder.resolve("shop-" + number + ".edge")));
    }

    @Test
    void aDeviceKeepsUpWithTheServerWhateverBreaks() throws IOException {
        publish(1);
        try (RunningServer server = RunningServer.start("edge { bundles = \"" + folder + "\", keys = [\""
                        + KEY.publicKey().toBase64() + "\"], watch-interval = 0 s }");
                HttpClient client = HttpClient.newHttpClient()) {
            EdgeTransport network = new HttpClientTransport(client, URI.create(server.url()), Duration.ofSeconds(30));
            assertThat(update(network))
                    .isInstanceOfSatisfying(
                            UpdateOutcome.Updated.class,
                            updated -> assertThat(updated.delta()).isFalse());
            assertHas(1);
            assertThat(update(network)).isInstanceOf(UpdateOutcome.Unchanged.class);
            publish(2);
            long received = interrupted(network, 3000);
            assertHas(2);
            assertThat(received).as("a delta, each byte of it once").isBetween(1000L, 350_000L);
            Files.delete(folder.resolve("shop-1.edge"));
            Files.delete(folder.resolve("shop-2.edge"));
            publish(3);
            assertThat(interrupted(network, 60_000)).isEqualTo(Files.size(folder.resolve("shop-3.edge")));
            assertHas(3);
        }
    }

    /**
     * Updates over a network that breaks at random bytes below {@code most} until one update succeeds; returns the
     * bytes that came through.
     */
    private long interrupted(EdgeTransport network, int most) {
        Random random = new Random(3);
        long[] received = new long[1];
        EdgeTransport breaking = (target, headers) -> {
            EdgeTransport.Answer answer = network.open(target, headers);
            return new EdgeTransport.Answer(answer.status(), answer.headers(), new FilterInputStream(answer.body()) {
                private int left = 1 + random.nextInt(most);

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    if (left == 0) {
                        throw new IOException("connection reset");
                    }
                    int count = super.read(bytes, offset, Math.min(length, left));
                    left -= Math.max(0, count);
                    received[0] += Math.max(0, count);
                    return count;
                }
            });
        };
        int failures = 0;
        UpdateOutcome outcome = update(breaking);
        for (; outcome instanceof UpdateOutcome.Failed; failures++) {
            outcome = update(breaking);
        }
        assertThat(outcome).isInstanceOf(UpdateOutcome.Updated.class);
        assertThat(failures).isPositive();
        return received[0];
    }
}
