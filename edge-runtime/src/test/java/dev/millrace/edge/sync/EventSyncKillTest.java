package dev.millrace.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.edge.AnotherJvm;
import dev.millrace.edge.store.EventStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that syncs, at random moments, as {@code kill -9} does; {@code -Dmillrace.kills=200} says how often.
 */
final class EventSyncKillTest {
    private static final int KILLS = Integer.getInteger("millrace.kills", 20);

    @TempDir
    private Path folder;

    /** What a process said last. */
    private record Said(long observed, long synced) {
        static Said parse(String line) {
            String[] numbers = line.split(" ", -1);
            return new Said(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
        }
    }

    @Test
    void killedAtAnyMomentADeviceSendsEveryEventAndNoneUnderTwoIds() throws IOException, InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path file = folder.resolve("events");
        Said said = new Said(0, 0);
        int unanswered = 0;
        try (EventsServer server = new EventsServer()) {
            for (int kill = 0; kill < KILLS; kill++) {
                String what = "seed " + seed + ", kill " + kill;
                said = runAndKill(file, server, said, random);
                try (EventStore store = SyncLoop.open(file)) {
                    assertThat(store.observed()).as(what).isBetween(said.observed(), said.observed() + 1);
                    // What was sent before the kill may be taken after it.
                    int taken = server.taken().size();
                    assertThat(store.synced()).as(what).isBetween(said.synced(), (long) taken);
                    unanswered += store.synced() < taken ? 1 : 0;
                    said = new Said(store.observed(), store.synced());
                }
                List<String> items = server.items();
                assertThat(items).as(what).isEqualTo(items(items.size()));
            }
            try (EventStore store = SyncLoop.open(file)) {
                SyncOutcome last = new EventSync(
                                store,
                                "anna",
                                new UrlConnectionTransport(server.address().toString()),
                                100)
                        .sync();
                assertThat(last instanceof SyncOutcome.Sent sent ? sent.missed() : 0)
                        .as("seed %d", seed)
                        .isZero();
                assertThat(store.synced()).as("seed %d", seed).isEqualTo(store.observed());
            }
            assertThat(server.items()).as("seed %d", seed).isEqualTo(items((int) said.observed()));
        }
        assertThat(said.observed()).isGreaterThan(KILLS);
        System.out.println(KILLS + " kills while syncing: " + said.observed()
                + " events, none lost and none under two ids; after " + unanswered
                + " kills the server had more than the device knew");
    }

    private static List<String> items(int count) {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add("i" + i);
        }
        return items;
    }

    private static Said runAndKill(Path file, EventsServer server, Said before, Random random)
            throws IOException, InterruptedException {
        Process process = AnotherJvm.start(SyncLoop.class, file, server.address(), random.nextLong());
        Said last = before;
        try (BufferedReader said = process.inputReader(StandardCharsets.US_ASCII)) {
            String line = said.readLine();
            TimeUnit.MICROSECONDS.sleep(random.nextInt(200_000));
            // Process.destroyForcibly would throw away what was said.
            process.toHandle().destroyForcibly();
            for (; line != null; line = said.readLine()) {
                // One that the kill tore was never said.
                last = line.endsWith(SyncLoop.END) ? Said.parse(line) : last;
            }
        }
        process.waitFor();
        return last;
    }
}
