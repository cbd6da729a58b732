package dev.millrace.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class NicenessTest {
    private static final Path SELF = Path.of("/proc/thread-self/stat");

    @Test
    void aThreadGivesWayAndThoseBesideItDoNot() throws Exception {
        assumeTrue(Files.exists(SELF), "/proc/thread-self is absent");
        int before = niceness();
        AtomicReference<Integer> other = new AtomicReference<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                assertThat(Niceness.giveWay(before + 3)).isTrue();
                other.set(niceness());
                done.complete(null);
            } catch (IOException | RuntimeException | AssertionError e) {
                done.completeExceptionally(e);
            }
        });
        thread.start();
        done.join();
        thread.join();
        assertThat(List.of(niceness(), other.get())).containsExactly(before, before + 3);
    }

    @Test
    void nothingIsChangedByANicenessOfNone() {
        assertThat(Niceness.giveWay(0)).isFalse();
    }

    /** The nineteenth number of the line, counted behind the name in parentheses, which may hold spaces. */
    private static int niceness() throws IOException {
        String line = Files.readString(SELF);
        return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[16]);
    }
}
