package dev.millrace.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class CrewTest extends LineCase {
    @Test
    @Timeout(60)
    void aThreadWhoseWorkFailsGoesOnWithTheNext() throws InterruptedException {
        Line line = line(1, 10);
        TestJob failing = job("failing", Priority.DEFAULT);
        failing.work = () -> {
            throw new AssertionError("asked to");
        };
        CountDownLatch reached = new CountDownLatch(1);
        TestJob next = job("next", Priority.DEFAULT);
        next.work = reached::countDown;
        line.offer(failing, now);
        line.offer(next, now);
        Crew crew = new Crew(line, 1, 0, Thread::new, () -> now);
        crew.start();
        reached.await();
        line.close();
        crew.join(Duration.ofSeconds(10));
        assertThat(crew.workers()).isEmpty();
        assertThat(line.running()).isZero();
    }
}
