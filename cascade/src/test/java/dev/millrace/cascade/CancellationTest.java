package dev.millrace.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CancellationTest {
    private final Cancellation cancellation = new Cancellation();
    private final AtomicInteger ended = new AtomicInteger();

    @Test
    void endsWhatRunsOnce() {
        cancellation.during(ended::incrementAndGet);
        assertThat(cancellation.cancelled()).isFalse();
        cancellation.cancel();
        cancellation.cancel();
        assertThat(cancellation.cancelled()).isTrue();
        assertThat(ended).hasValue(1);
    }

    @Test
    void leavesAloneWhatHasEnded() {
        cancellation.during(ended::incrementAndGet);
        cancellation.done();
        cancellation.cancel();
        assertThat(ended).hasValue(0);
    }

    @Test
    void endsAtOnceWhatBeginsTooLate() {
        cancellation.cancel();
        cancellation.during(ended::incrementAndGet);
        assertThat(ended).hasValue(1);
    }

    @Test
    void theHookNeverRunsAfterTheWorkIsDone() throws InterruptedException {
        for (int i = 0; i < 2000; i++) {
            Cancellation each = new Cancellation();
            AtomicInteger late = new AtomicInteger();
            AtomicBoolean open = new AtomicBoolean(true);
            Thread other = new Thread(each::cancel);
            other.start();
            each.during(() -> {
                if (!open.get()) {
                    late.incrementAndGet();
                }
            });
            each.done();
            open.set(false);
            other.join();
            assertThat(late).hasValue(0);
        }
    }
}
