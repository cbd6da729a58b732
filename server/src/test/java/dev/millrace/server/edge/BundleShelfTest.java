package dev.millrace.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.BundleFacts;
import dev.millrace.cascade.bundle.BundleWriter;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.server.config.EdgeConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class BundleShelfTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final int VECTOR_BYTES = 50_000;

    @TempDir
    Path folder;

    /** Writes a bundle that differs from the one before in a few bytes. */
    private void bundle(long number) throws IOException {
        bundle(number, "shop-" + number);
    }

    private Path bundle(long number, String release) throws IOException {
        byte[] vectors = new byte[VECTOR_BYTES];
        new Random(1).nextBytes(vectors);
        vectors[100 * (int) number]++;
        Instant created = Instant.parse("2026-11-24T08:00:00Z");
        Path file = folder.resolve(release + ".edge");
        new BundleWriter(new BundleFacts(number, 1, created, created.plusSeconds(60), release, 3, 2, new JsonObject()))
                .part("vectors/items.bin", vectors)
                .write(file, KEY);
        return file;
    }

    private static void changed(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(seconds)));
    }

    @Test
    void ofTwoBundlesOfOneNumberTheOneThatWasChangedLastIsServed() throws IOException {
        Path one = bundle(7, "one");
        Path two = bundle(7, "two");
        changed(one, 10);
        changed(two, 20);
        BundleFolder bundles = new BundleFolder(folder, config(0).trusted());
        assertThat(Objects.requireNonNull(bundles.newest(1).get(7L)).file()).isEqualTo(two);
        changed(one, 30);
        assertThat(Objects.requireNonNull(bundles.newest(1).get(7L)).file()).isEqualTo(one);
        Files.delete(one);
        assertThat(Objects.requireNonNull(bundles.newest(1).get(7L)).file()).isEqualTo(two);
    }

    @Test
    void aFolderThatCannotBeListedServesWhatWasFoundBefore() throws IOException {
        bundle(7);
        bundle(8);
        BundleFolder bundles = new BundleFolder(folder, config(1).trusted());
        NavigableMap<Long, Bundle> before = bundles.newest(2);
        assertThat(before).containsOnlyKeys(7L, 8L);
        Path away = folder.resolveSibling(folder.getFileName() + "-away");
        Files.move(folder, away);
        assertThat(bundles.newest(2)).isSameAs(before);
        Files.move(away, folder);
        assertThat(bundles.newest(2)).isEqualTo(before);
    }

    private EdgeConfig config(int deltas) {
        return config(deltas, Duration.ZERO);
    }

    private EdgeConfig config(int deltas, Duration watchInterval) {
        return new EdgeConfig(folder.toString(), List.of(KEY.publicKey().toBase64()), deltas, watchInterval);
    }

    @Test
    void aDeltaTakesNoHeapAndIsMadeOnce() throws IOException {
        bundle(7);
        bundle(8);
        BundleShelf shelf = new BundleShelf(config(1), System::nanoTime);
        Download delta = shelf.delta(7).orElseThrow();
        assertThat(delta.mediaType()).isEqualTo(Download.DELTA);
        assertThat(delta.content().isDirect()).isTrue();
        assertThat(delta.content().remaining()).isLessThan(2000);
        assertThat(shelf.delta(7)).containsSame(delta);
    }

    @Test
    @Timeout(60)
    void whileADeltaIsMadeTheOthersDoWithout() throws IOException {
        bundle(6);
        bundle(7);
        bundle(8);
        List<Optional<Download>> meanwhile = new ArrayList<>();
        Download made = new Download(Download.DELTA, "made", ByteBuffer.allocate(1));
        BundleShelf[] shelf = new BundleShelf[1];
        shelf[0] = new BundleShelf(config(2), System::nanoTime, (from, to) -> {
            meanwhile.add(other(() -> shelf[0].delta(7)));
            meanwhile.add(other(() -> shelf[0].delta(6)));
            meanwhile.add(other(() -> shelf[0].newest()));
            return Optional.of(made);
        });
        assertThat(shelf[0].delta(7)).contains(made);
        assertThat(meanwhile.get(0)).isEmpty();
        assertThat(meanwhile.get(1)).isEmpty();
        assertThat(meanwhile.get(2)).contains(shelf[0].newest().orElseThrow());
        assertThat(shelf[0].delta(7)).contains(made);
        assertThat(meanwhile).as("made once").hasSize(3);
    }

    /** Asks on another thread, and waits for it. */
    private static Optional<Download> other(Supplier<Optional<Download>> question) {
        return CompletableFuture.supplyAsync(question).join();
    }

    @Test
    void aDeltaToWhatIsNoLongerTheNewestIsNotKept() throws IOException {
        bundle(7);
        bundle(8);
        List<Long> targets = new ArrayList<>();
        BundleShelf shelf = new BundleShelf(config(2), System::nanoTime, (from, to) -> {
            targets.add(to.manifest().facts().number());
            bundle(9);
            return Optional.empty();
        });
        assertThat(shelf.delta(7)).isEmpty();
        assertThat(shelf.delta(7)).isEmpty();
        assertThat(targets).containsExactly(8L, 9L);
    }

    @Test
    void aDeltaThatCannotBeWrittenIsNoneAndIsTriedAgainAtTheNextLookAlone() throws IOException {
        bundle(7);
        bundle(8);
        List<Long> tried = new ArrayList<>();
        AtomicLong now = new AtomicLong();
        EdgeConfig config = config(1, Duration.ofSeconds(1));
        BundleShelf shelf = new BundleShelf(config, now::get, (from, to) -> {
            tried.add(from.manifest().facts().number());
            throw new IOException("no space left");
        });
        assertThat(shelf.delta(7)).isEmpty();
        assertThat(shelf.delta(7)).isEmpty();
        assertThat(tried).containsExactly(7L);
        now.addAndGet(config.watchInterval().toNanos());
        assertThat(shelf.delta(7)).isEmpty();
        assertThat(tried).containsExactly(7L, 7L);
    }

    @Test
    void aDamagedBundleMakesRoomForAnOlderOne() throws IOException {
        for (long number = 5; number <= 9; number++) {
            bundle(number);
        }
        byte[] damaged = Files.readAllBytes(folder.resolve("shop-9.edge"));
        damaged[damaged.length - 1]++;
        Files.write(folder.resolve("shop-9.edge"), damaged);
        BundleFolder bundles = new BundleFolder(folder, config(0).trusted());
        assertThat(bundles.newest(2)).containsOnlyKeys(7L, 8L);
        Bundle kept = bundles.newest(2).get(8L);
        bundle(10);
        assertThat(bundles.newest(2)).containsOnlyKeys(8L, 10L).containsEntry(8L, kept);
    }
}
