package dev.millrace.edge.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.Bundle;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What an update does where the device's own files fail it, or are not as it left them. */
final class EdgeUpdaterDiskTest extends EdgeUpdaterCase {
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskLeavesTheBundleAndIsSaid() throws IOException {
        shelf.publish(1);
        updated();
        shelf.publish(2);
        for (String full : new String[] {".shop.edge.part.about.tmp", "shop.edge.next"}) {
            Files.createSymbolicLink(file.resolveSibling(full), Path.of("/dev/full"));
            assertThat(failed(updater(shelf).update()).reason()).as(full).contains("No space left");
            assertThat(EdgeUpdater.open(file, Shelf.TRUSTED)).isNotNull();
            assertThat(file.resolveSibling(full)).doesNotExist();
        }
        assertThat(EdgeUpdater.open(file, Shelf.TRUSTED).manifest().facts().number())
                .isEqualTo(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void onceTheNewBundleIsInItsPlaceTheUpdateHasSucceededAndTheNextOneRaisesTheNumber() throws IOException {
        shelf.publish(1);
        updated();
        shelf.publish(2);
        Files.createSymbolicLink(file.resolveSibling(".shop.edge.newest.tmp"), Path.of("/dev/full"));
        UpdateOutcome.Updated outcome = updated();
        assertThat(outcome.bundle().manifest().facts().number()).isEqualTo(2);
        assertThat(outcome.bundle().file()).isEqualTo(file);
        assertThat(EdgeUpdater.newestAccepted(file)).isEqualTo(1);
        assertThat(updater(shelf).update()).isInstanceOf(UpdateOutcome.Unchanged.class);
        assertThat(EdgeUpdater.newestAccepted(file)).isEqualTo(2);
    }

    @Test
    void aDamagedNewestNumberIsRefusedAndSaid() throws IOException {
        shelf.publish(1).publish(2);
        updated();
        shelf.replay(1);
        Path newest = file.resolveSibling("shop.edge.newest");
        for (String damaged : new String[] {"", "2", "two\n", "-1\n", "2\n\n", "02\n", "\0\0"}) {
            Files.writeString(newest, damaged);
            assertThat(failed(updater(shelf).update()).reason())
                    .isEqualTo(
                            newest + ": is damaged (expected: a number; without the file any signed bundle is taken)");
            assertThatThrownBy(() -> EdgeUpdater.newestAccepted(file)).isInstanceOf(BadBundleException.class);
            assertThat(Bundle.open(file, Shelf.TRUSTED).manifest().facts().number())
                    .isEqualTo(2);
        }
    }

    /** An interrupt makes reading the device's own files fail. */
    private UpdateOutcome.Failed interrupted(EdgeTransport network) {
        UpdateOutcome.Failed outcome = failed(updater(network).update());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome.reason()).contains("cannot be read");
        return outcome;
    }

    @Test
    void aDownloadThatCouldNotBeReadIsKept() throws IOException {
        shelf.publish(1);
        updated();
        shelf.publish(2);
        EdgeTransport network = (target, headers) -> {
            EdgeTransport.Answer answer = shelf.open(target, headers);
            return new EdgeTransport.Answer(answer.status(), answer.headers(), new FilterInputStream(answer.body()) {
                @Override
                public void close() {
                    Thread.currentThread().interrupt();
                }
            });
        };
        for (int round = 0; round < 2; round++) {
            int asked = shelf.asked();
            long content = shelf.content(1).length;
            assertThat(interrupted(network).received()).isEqualTo(content);
            assertThat(EdgeUpdater.open(file, Shelf.TRUSTED).manifest().facts().number())
                    .isEqualTo(1);
            if (round == 1) {
                assertThat(updated().received()).as("nothing is fetched again").isZero();
                assertThat(shelf.asked()).isEqualTo(asked + 1);
            }
            Files.deleteIfExists(file.resolveSibling("shop.edge.part"));
            shelf.withoutDeltas();
        }
    }

    @Test
    void aBundleThatCouldNotBeReadIsNotReplacedByAnOlderOne() throws IOException {
        shelf.publish(1).publish(2);
        updated();
        Files.writeString(file.resolveSibling("shop.edge.newest"), "1\n");
        shelf.replay(1);
        int asked = shelf.asked();
        Thread.currentThread().interrupt();
        interrupted(shelf);
        assertThat(shelf.asked()).isEqualTo(asked);
        assertThat(failed(updater(shelf).update()).reason()).contains("number 1 (expected: at least 2");
    }

    @Test
    void whatAPowerCutMadeOfAPartIsFoundOutAndFetchedAgain() throws IOException {
        shelf.publish(1);
        Files.write(
                file.resolveSibling("shop.edge.part"),
                new byte[(int) shelf.newest().fileBytes()]);
        Files.writeString(
                file.resolveSibling("shop.edge.part.about"),
                "\"" + shelf.newest().tag() + "\"\n" + EdgeUpdater.BUNDLE + "\n"
                        + shelf.newest().fileBytes() + "\n");
        updated();
        assertThat(shelf.asked()).isEqualTo(1);
    }

    /** Puts in the place of a file what cannot be removed, as a mapped file cannot be on Windows. */
    private static void keep(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createDirectories(file.resolve("kept"));
    }

    @Test
    void aRefusedDownloadThatCannotBeRemovedIsRefusedForItsReasonAndForgotten() throws IOException {
        shelf.publish(1).withoutDeltas();
        updated();
        shelf.publish(2);
        EdgeUpdater picky = new EdgeUpdater(file, Shelf.TRUSTED, shelf, MAX_BYTES, bundle -> {
            try {
                keep(bundle.file());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            throw new BadBundleException(bundle.file(), "not to be run");
        });
        Path part = file.resolveSibling("shop.edge.part");
        UpdateOutcome.Failed outcome = failed(picky.update());
        assertThat(outcome.reason()).endsWith(part + ": not to be run");
        assertThat(outcome.received()).isZero();
        assertThat(part).isDirectory();
        assertThat(file.resolveSibling("shop.edge.part.about")).doesNotExist();
        Files.delete(part.resolve("kept"));
        int asked = shelf.asked();
        updated();
        assertThat(shelf.asked()).isEqualTo(asked + 1);
    }

    @Test
    void aDeltaLeftFromBeforeTheLastUpdateCostsNoWholeBundle() throws IOException {
        shelf.publish(1);
        updated();
        shelf.publish(2);
        byte[] stale = shelf.content(1);
        updated();
        shelf.publish(3);
        Files.write(file.resolveSibling("shop.edge.part"), stale);
        Files.writeString(
                file.resolveSibling("shop.edge.part.about"),
                "\"stale\"\n" + EdgeUpdater.DELTA + "\n" + stale.length + "\n");
        assertThat(updated().delta()).isTrue();
    }
}
