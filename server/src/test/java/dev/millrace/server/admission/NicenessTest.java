package dev.millrace.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
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

    @Test
    void thoseThatCompileGiveWayAndTheOthersDoNot() throws IOException {
        assumeTrue(Files.exists(SELF), "/proc/thread-self is absent");
        int before = niceness();
        assertThat(Niceness.compilersGiveWay(before + 1)).isPositive();
        assertThat(niceness()).isEqualTo(before);
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            assertThat(threads.filter(thread -> read(thread.resolve("comm")).startsWith("C2 Compiler"))
                            .map(thread -> niceness(read(thread.resolve("stat")))))
                    .isNotEmpty()
                    .containsOnly(before + 1);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static int niceness() throws IOException {
        return niceness(Files.readString(SELF));
    }

    /** The nineteenth number of the line, counted behind the name in parentheses, which may hold spaces. */
    private static int niceness(String line) {
        return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[16]);
    }
}
