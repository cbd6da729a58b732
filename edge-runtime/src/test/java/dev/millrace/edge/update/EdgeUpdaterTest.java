package dev.millrace.edge.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.edge.FailingBody;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an update makes of what a server, the network or somebody between them sends. */
final class EdgeUpdaterTest extends EdgeUpdaterCase {
    @Test
    void theFirstBundleComesWholeTheNextAsADeltaAndThenThereIsNothing() throws IOException {
        shelf.publish(1);
        UpdateOutcome.Updated first = updated();
        assertThat(first.delta()).isFalse();
        assertThat(first.received()).isEqualTo(shelf.newest().fileBytes());
        assertThat(first.bundle().file()).isEqualTo(file);
        Bundle running = first.bundle();
        shelf.publish(2);
        UpdateOutcome.Updated second = updated();
        assertThat(second.delta()).isTrue();
        assertThat(second.received()).isLessThan(15_000);
        assertThat(second.bundle().bytes("vectors/items.bin")).isEqualTo(Shelf.vectors(2));
        assertThat(running.bytes("vectors/items.bin"))
                .as("who runs the old one goes on")
                .isEqualTo(Shelf.vectors(1));
        assertThat(updater(shelf).update()).isInstanceOf(UpdateOutcome.Unchanged.class);
        assertThat(EdgeUpdater.newestAccepted(file)).isEqualTo(2);
    }

    @Test
    void whoIsTooFarBehindGetsTheWhole() throws IOException {
        shelf.publish(1);
        updated();
        shelf.publish(2).withoutDeltas();
        assertThat(updated().delta()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyThatFailsInItsOwnWayIsInTheOutcome(boolean read) throws IOException {
        shelf.publish(1);
        EdgeTransport failing = (target, headers) -> {
            EdgeTransport.Answer answer = shelf.open(target, headers);
            return new EdgeTransport.Answer(answer.status(), answer.headers(), new FailingBody(answer.body(), read));
        };
        assertThat(failed(updater(failing).update()).reason())
                .contains("the transport failed")
                .contains("closed by the client");
        assertThat(file).doesNotExist();
        updated();
    }

    @Test
    void anOlderBundleThatIsReplayedIsRefused() throws IOException {
        shelf.publish(1).publish(2);
        updated();
        shelf.replay(1);
        for (boolean deltas : new boolean[] {true, false}) {
            UpdateOutcome.Failed outcome = failed(updater(shelf).update());
            assertThat(outcome.reason()).contains("number 1 (expected: at least 2");
            assertThat(EdgeUpdater.open(file, Shelf.TRUSTED).manifest().facts().number())
                    .isEqualTo(2);
            if (deltas) {
                shelf.withoutDeltas();
            }
        }
        Files.copy(shelf.newest().file(), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> EdgeUpdater.open(file, Shelf.TRUSTED))
                .as("even put in place by hand")
                .isInstanceOf(BadBundleException.class);
    }

    @Test
    void aBundleOfAnotherKeyIsRefused() throws IOException {
        shelf.publish(1);
        updated();
        shelf.publish(2, Shelf.vectors(2), SigningKey.generate());
        assertThat(failed(updater(shelf).update()).reason()).contains("signed by key");
        shelf.withoutDeltas();
        assertThat(failed(updater(shelf).update()).reason()).contains("signed by key");
        assertThat(EdgeUpdater.open(file, Shelf.TRUSTED).manifest().facts().number())
                .isEqualTo(1);
    }

    @Test
    void aBundleOfADeltaThatTheAppRefusesIsNotFetchedWholeToo() throws IOException {
        shelf.publish(1);
        updated();
        shelf.publish(2);
        int asked = shelf.asked();
        EdgeUpdater picky = new EdgeUpdater(file, Shelf.TRUSTED, shelf, MAX_BYTES, bundle -> {
            throw new IllegalArgumentException("not to be run");
        });
        assertThat(failed(picky.update()).reason()).isEqualTo("the new bundle cannot be run here: not to be run");
        assertThat(shelf.asked()).isEqualTo(asked + 1);
        assertThat(file.resolveSibling("shop.edge.next")).doesNotExist();
        assertThat(EdgeUpdater.open(file, Shelf.TRUSTED).manifest().facts().number())
                .isEqualTo(1);
        updated();
    }

    @Test
    void aTransportThatMayNotReachTheNetworkIsAFailureLikeOthers() {
        UpdateOutcome outcome = updater((target, headers) -> {
                    throw new SecurityException("missing INTERNET permission?");
                })
                .update();
        assertThat(failed(outcome).reason())
                .isEqualTo("the transport failed: java.lang.SecurityException: missing INTERNET permission?");
    }

    @Test
    void aDamagedBundleIsReplacedByTheWhole() throws IOException {
        shelf.publish(1);
        Files.write(file, new byte[500]);
        assertThat(updated().delta()).isFalse();
    }

    /** A network that breaks after a number of bytes, once an answer. */
    private static final class Breaking implements EdgeTransport {
        private final EdgeTransport network;
        private final Random random;
        private final int most;
        private int breaks;
        private long passed;

        Breaking(EdgeTransport network, Random random, int most) {
            this.network = network;
            this.random = random;
            this.most = most;
        }

        @Override
        public Answer open(String target, Map<String, String> headers) throws IOException {
            int after = random.nextInt(most);
            if (after % 16 == 0) {
                breaks++;
                throw new IOException("no network");
            }
            Answer answer = network.open(target, headers);
            return new Answer(answer.status(), answer.headers(), new FilterInputStream(answer.body()) {
                private int left = after;

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    if (left == 0) {
                        breaks++;
                        if (random.nextBoolean()) {
                            return -1;
                        }
                        throw new IOException("connection reset");
                    }
                    int count = super.read(bytes, offset, Math.min(length, left));
                    left -= Math.max(0, count);
                    passed += Math.max(0, count);
                    return count;
                }
            });
        }
    }

    @Test
    void twoHundredInterruptionsCostNothingButThemselves() throws IOException {
        long seed = 20261124;
        Random random = new Random(seed);
        shelf.publish(1);
        updated();
        int breaks = 0;
        for (int number = 2; breaks < 200; number++) {
            shelf.publish(number);
            if (number % 3 == 0) {
                shelf.publish(number, Shelf.vectors(random.nextInt(1000)), Shelf.KEY);
            }
            long content = shelf.content(number - 1).length;
            Breaking network = new Breaking(shelf, random, 4000);
            UpdateOutcome outcome = updater(network).update();
            while (outcome instanceof UpdateOutcome.Failed) {
                assertThat(EdgeUpdater.open(file, Shelf.TRUSTED)
                                .manifest()
                                .facts()
                                .number())
                        .as("seed %d, bundle %d", seed, number)
                        .isEqualTo(number - 1);
                outcome = updater(network).update();
            }
            assertThat(((UpdateOutcome.Updated) outcome).delta()).isTrue();
            updated(outcome);
            assertThat(network.passed)
                    .as("seed %d, bundle %d: bytes in all", seed, number)
                    .isEqualTo(content);
            breaks += network.breaks;
        }
    }

    @Test
    void aDownloadThatGoesOnWhenThereIsANewerOneBeginsAgain() throws IOException {
        shelf.publish(1).withoutDeltas();
        EdgeTransport breaking = interrupted(() -> {
            throw new IOException("connection reset");
        });
        assertThat(failed(updater(breaking).update()).received()).isGreaterThan(0);
        assertThat(file).doesNotExist();
        shelf.publish(2);
        assertThat(updated().received()).isEqualTo(shelf.newest().fileBytes());
    }

    @Test
    void anythingAServerMayAnswerLeavesTheBundle() throws IOException {
        shelf.publish(1);
        updated();
        shelf.publish(2);
        long seed = 5;
        Random random = new Random(seed);
        int failures = 0;
        for (int trial = 0; trial < 300; trial++) {
            UpdateOutcome outcome = updater((target, headers) -> spoiled(shelf.open(target, headers), random))
                    .update();
            failures += outcome instanceof UpdateOutcome.Failed ? 1 : 0;
            assertThat(EdgeUpdater.open(file, Shelf.TRUSTED).manifest().facts().number())
                    .as("seed %d, trial %d", seed, trial)
                    .isBetween(1L, 2L);
        }
        assertThat(failures).isGreaterThan(20);
        updater(shelf).update();
        updater(shelf).update();
        assertIsNewest();
    }

    private static EdgeTransport.Answer spoiled(EdgeTransport.Answer good, Random random) throws IOException {
        int[] statuses = {200, 206, 304, 404, 416, 500, 503, 200, 200};
        Map<String, String> fields = new HashMap<>(good.headers());
        String[] names = {"etag", "content-type", "content-length", "content-range"};
        String name = names[random.nextInt(names.length)];
        switch (random.nextInt(5)) {
            case 0 -> fields.remove(name);
            case 1 -> fields.put(name, "bytes 0-0/1");
            case 2 -> fields.put("content-length", Long.toString(random.nextInt(1 << 22)));
            case 3 -> fields.put("content-type", random.nextBoolean() ? EdgeUpdater.DELTA : EdgeUpdater.BUNDLE);
            default -> {
                // as they are
            }
        }
        byte[] body = good.body().readAllBytes();
        for (int i = random.nextInt(3); i > 0 && body.length > 0; i--) {
            body[random.nextInt(body.length)]++;
        }
        return new EdgeTransport.Answer(
                random.nextInt(3) == 0 ? statuses[random.nextInt(statuses.length)] : good.status(),
                fields,
                new java.io.ByteArrayInputStream(body));
    }

    @Test
    void aLongerContentThanAllowedIsNotRead() throws IOException {
        shelf.publish(1);
        EdgeUpdater frugal = updater(file, shelf, 1000);
        assertThat(failed(frugal.update()).reason()).contains("expected: 1 to 1000");
        assertThat(file).doesNotExist();
    }

    @Test
    void aDeltaThatALyingServerMakesLeadsToTheWhole() throws IOException {
        shelf.publish(1);
        updated();
        shelf.publish(2);
        UpdateOutcome outcome = updater((target, headers) -> {
                    EdgeTransport.Answer answer = shelf.open(target, headers);
                    if (!target.contains("from")) {
                        return answer;
                    }
                    byte[] delta = answer.body().readAllBytes();
                    delta[delta.length - 1]++;
                    return new EdgeTransport.Answer(
                            answer.status(), answer.headers(), new java.io.ByteArrayInputStream(delta));
                })
                .update();
        assertThat(updated(outcome).delta()).isFalse();
    }
}
