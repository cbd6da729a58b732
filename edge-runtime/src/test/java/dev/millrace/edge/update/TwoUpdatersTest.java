package dev.millrace.edge.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.edge.AnotherJvm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two updaters of one file: the second begins where the first has ended. */
@Timeout(60)
final class TwoUpdatersTest extends EdgeUpdaterCase {
    /** Lets the first piece of a body through, says so, and the rest once it may. */
    private EdgeTransport pausing(CountDownLatch paused, CountDownLatch goOn) {
        return interrupted(() -> {
            paused.countDown();
            awaited(goOn);
        });
    }

    private static void awaited(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void inOneProcessTheSecondWaits() throws IOException, InterruptedException, ExecutionException {
        shelf.publish(1).withoutDeltas();
        updated();
        shelf.publish(2);
        Path link = Files.createSymbolicLink(folder.resolve("link"), file.getParent());
        CountDownLatch paused = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<Thread> waiting = new AtomicReference<>();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<UpdateOutcome> first =
                    threads.submit(() -> updater(pausing(paused, goOn)).update());
            paused.await();
            Future<UpdateOutcome> second = threads.submit(() -> {
                waiting.set(Thread.currentThread());
                return updater(link.resolve("shop.edge"), shelf, MAX_BYTES).update();
            });
            while (!second.isDone() && (waiting.get() == null || waiting.get().getState() != Thread.State.WAITING)) {
                Thread.onSpinWait();
            }
            goOn.countDown();
            updated(first.get());
            assertThat(second.get()).isInstanceOf(UpdateOutcome.Unchanged.class);
        } finally {
            goOn.countDown();
            threads.shutdownNow();
        }
        assertIsNewest();
    }

    /** Updates, says that it has begun to, and goes on once it is told to. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) {
            UpdateOutcome outcome = updater(
                            Path.of(args[0]),
                            (target, headers) -> {
                                System.out.println("asked");
                                System.in.read();
                                return new EdgeTransport.Answer(
                                        304, java.util.Map.of(), new ByteArrayInputStream(new byte[0]));
                            },
                            MAX_BYTES)
                    .update();
            System.out.println(outcome.getClass().getSimpleName());
        }
    }

    @Test
    void besideAnotherProcessAnUpdateFailsAndSaysSo() throws IOException, InterruptedException {
        shelf.publish(1);
        updated();
        shelf.publish(2);
        Process other = AnotherJvm.start(Other.class, file);
        try (var said = other.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(said.readLine()).isEqualTo("asked");
            int asked = shelf.asked();
            assertThat(failed(updater(shelf).update()).reason()).isEqualTo(file + ": another process is updating it");
            assertThat(shelf.asked()).isEqualTo(asked);
            other.outputWriter().close();
            assertThat(said.readLine()).isEqualTo("Unchanged");
        } finally {
            other.destroy();
        }
        assertThat(other.waitFor()).isZero();
        updated();
    }
}
