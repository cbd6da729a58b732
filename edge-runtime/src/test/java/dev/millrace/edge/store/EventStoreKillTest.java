package dev.millrace.edge.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.edge.AnotherJvm;
import dev.millrace.edge.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process while it adds events, many times over; {@code -Dmillrace.kills=200} says how often. */
final class EventStoreKillTest {
    private static final long SEED = 20261124;
    private static final int KILLS = Integer.getInteger("millrace.kills", 20);
    private static final StoreLimits LIMITS = new StoreLimits(100_000, 1 << 16);

    @TempDir
    private Path folder;

    /** Adds events for ever, saying of each that it is there once it is. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            PrintStream out = new PrintStream(
                    new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.US_ASCII);
            try (EventStore store = open(Path.of(args[0]))) {
                for (long i = store.observed(); ; i++) {
                    store.add(Event.view("i" + i).at(i));
                    out.println(i);
                }
            }
        }
    }

    private static EventStore open(Path file) {
        return EventStore.open(file, new SecretKeySpec(new byte[16], "AES"), LIMITS);
    }

    @Test
    void killedAtAnyMomentAStoreHasWhatItSaidAndNothingTwice() throws Exception {
        Random random = new Random(SEED);
        Path file = folder.resolve("events");
        long acknowledged = 0;
        long beyond = 0;
        for (int kills = 0; kills < KILLS; kills++) {
            acknowledged = Math.max(acknowledged, runAndKill(file, random.nextInt(120)));
            try (EventStore store = open(file)) {
                assertThat(store.observed())
                        .as("seed %s, kill %s", SEED, kills)
                        .isBetween(acknowledged, acknowledged + 1);
                assertWhole(store, kills);
                beyond += store.observed() - acknowledged;
                acknowledged = store.observed();
            }
        }
        assertThat(acknowledged).isGreaterThan(KILLS);
        System.out.println(KILLS + " kills while observing: " + acknowledged + " events, none lost, none doubled; "
                + beyond + " were on disk and not yet acknowledged");
    }

    private static void assertWhole(EventStore store, int kill) {
        HashSet<String> ids = new HashSet<>();
        long expected = store.observed() - store.events().size();
        for (StoredEvent stored : store.events()) {
            assertThat(stored.sequence()).as("seed %s, kill %s", SEED, kill).isEqualTo(++expected);
            assertThat(stored.event().itemId()).isEqualTo("i" + (expected - 1));
            assertThat(ids.add(stored.event().itemId())).isTrue();
        }
    }

    /** Returns how many events the child said are there. */
    private static long runAndKill(Path file, int linesBeforeTheKill) throws IOException, InterruptedException {
        Process child = AnotherJvm.start(Child.class, file);
        long last = -1;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = lines.readLine();
            for (int count = 0; line != null; count++) {
                last = Long.parseLong(line);
                if (count == linesBeforeTheKill) {
                    child.toHandle().destroyForcibly(); // unlike that of the process, leaves the pipe readable
                }
                line = lines.readLine();
            }
        } catch (NumberFormatException e) {
            // The line was torn by the kill: it was never said.
        } finally {
            child.destroyForcibly().waitFor();
        }
        return last + 1;
    }
}
