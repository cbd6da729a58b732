package dev.millrace.edge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.edge.AnotherJvm;
import dev.millrace.edge.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One owner at a time, of this process or another one, from the opening to the closing. */
final class StoreLockTest {
    private static final StoreLimits LIMITS = new StoreLimits(50, 8_192);

    @TempDir
    private Path folder;

    /** Opens a store, says whether it could, and ends. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) {
            try (EventStore store = open(Path.of(args[0]))) {
                System.out.print(store.observed() + " observed");
            } catch (BadStoreException e) {
                System.out.print("refused");
            }
        }
    }

    private static EventStore open(Path file) {
        return EventStore.open(file, null, LIMITS);
    }

    private Path file() {
        return folder.resolve("events");
    }

    private static String anotherProcess(Path file) throws IOException, InterruptedException {
        Process other = AnotherJvm.start(Other.class, file);
        String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(other.waitFor()).isZero();
        return said;
    }

    private static Path real(Path file) throws IOException {
        return Files.exists(file) ? file.toRealPath() : file;
    }

    private static void assertRefusedHere(Path file) throws IOException {
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(BadStoreException.class)
                .hasMessage(real(file) + ": is open already (expected: one owner at a time)");
    }

    @Test
    void anotherProcessIsRefusedFromTheOpeningToTheClosing() throws Exception {
        try (EventStore store = open(file())) {
            assertThat(anotherProcess(file())).as("before there is a file").isEqualTo("refused");
            assertRefusedHere(file());
            assertThat(anotherProcess(file())).as("after a refusal here").isEqualTo("refused");
            for (int i = 0; i < 300; i++) {
                store.add(Event.view("i" + i).at(i));
            }
            assertThat(anotherProcess(file())).as("after a compaction").isEqualTo("refused");
        }
        assertThat(anotherProcess(file())).isEqualTo("300 observed");
    }

    @Test
    void aSecondOwnerHereIsRefusedUnderWhateverName() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));
        Path file = link.resolve("events");
        try (EventStore store = open(file)) {
            assertRefusedHere(file);
            assertRefusedHere(folder.resolve("real/events"));
            assertRefusedHere(folder.resolve("real/../real/events"));
            store.add(Event.view("i1").at(1));
            assertRefusedHere(file);
            store.forget();
            assertRefusedHere(file);
        }
        open(file).close();
    }

    @Test
    void aLinkToAStoreIsThatStore() throws IOException {
        Path link = folder.resolve("link");
        try (EventStore store = open(file())) {
            store.add(Event.view("i1").at(1));
            Files.createSymbolicLink(link, file());
            assertRefusedHere(link);
        }
        try (EventStore store = open(link)) {
            assertRefusedHere(file());
            for (int i = 0; i < 300; i++) {
                store.add(Event.view("i" + i).at(i));
            }
            assertThat(link).as("after a compaction").isSymbolicLink();
            store.forget();
            assertThat(file()).doesNotExist();
        }
        assertThat(folder.resolve("link.lock")).doesNotExist();
    }

    @Test
    void aStoreThatIsRefusedForAnotherReasonLeavesNoOwner() throws IOException {
        Files.writeString(file(), "no store");
        assertThatThrownBy(() -> open(file())).hasMessageContaining("is no event store");
        Files.delete(file());
        open(file()).close();
    }
}
