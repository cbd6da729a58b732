package dev.millrace.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The watch is moved by hand; the crew's threads are real, and held where the test wants them. */
final class WatchTest {
    private static final long MILLI = 1_000_000;

    private final Semaphore entered = new Semaphore(0);
    private final Semaphore leave = new Semaphore(0);
    private final Line line = new Line(1, 10, 1000, new AdaptiveLimit(4, 8, 11, 10 * MILLI));
    private final Crew crew = new Crew(
            line,
            1,
            1,
            task -> {
                Thread thread = new Thread(task) {
                    @Override
                    public void start() {
                        if (noMoreThreads) {
                            throw new OutOfMemoryError("unable to create native thread");
                        }
                        super.start();
                    }
                };
                thread.setDaemon(true);
                return thread;
            },
            () -> 0);
    private boolean noMoreThreads;
    private boolean rescuersAreBusy;
    private final ExecutorService atOnce = new AbstractExecutorService() {
        @Override
        public void execute(Runnable task) {
            if (rescuersAreBusy) {
                throw new RejectedExecutionException();
            }
            if (noMoreThreads) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    };
    private volatile long tick;
    private final Watch watch = new Watch(line, crew, atOnce, () -> tick);

    @AfterEach
    void letEverybodyGo() throws InterruptedException {
        leave.release(100);
        line.close();
        crew.join(Duration.ofSeconds(10));
        assertThat(crew.workers()).isEmpty();
    }

    private TestJob held(String name, long endNanos) throws InterruptedException {
        TestJob job = new TestJob(name, Priority.DEFAULT, endNanos);
        job.inStage = true;
        job.work = () -> {
            entered.release();
            leave.acquireUninterruptibly();
        };
        assertThat(line.offer(job, 0).refusal()).isNull();
        entered.acquire();
        return job;
    }

    @Test
    void itLooksAgainWhenSomethingIsToBeDoneAndAfterAMillisecondWhileOneWaits() throws InterruptedException {
        crew.start();
        TestJob job = held("job", 100 * MILLI);
        long told = 100 * MILLI - job.reserveNanos();
        assertThat(watch.sweep(told - 50 * MILLI)).isEqualTo(10 * MILLI);
        assertThat(watch.sweep(told - 5 * MILLI)).isEqualTo(5 * MILLI);
        assertThat(watch.sweep(told - MILLI / 2)).isEqualTo(MILLI / 2);
        line.offer(new TestJob("waits", Priority.DEFAULT, 1000 * MILLI), 0);
        assertThat(watch.sweep(told - 5 * MILLI)).isEqualTo(MILLI);
        assertThat(watch.sweep(told - MILLI / 4)).isEqualTo(MILLI / 4);
        assertThat(watch.sweep(told - 1)).isEqualTo(MILLI / 20);
        assertThat(watch.sweep(100 * MILLI - MILLI / 2)).isEqualTo(MILLI / 2);
        job.inStage = false;
        assertThat(watch.sweep(101 * MILLI + 3 * MILLI / 4)).isEqualTo(MILLI / 4);
    }

    @Test
    void itLooksEachMillisecondForOneThatIsLost() throws InterruptedException {
        crew.start();
        held("job", 100 * MILLI);
        assertThat(watch.sweep(100 * MILLI)).isEqualTo(MILLI);
        assertThat(crew.lost()).isEqualTo(1);
        assertThat(watch.sweep(500 * MILLI)).isEqualTo(MILLI);
    }

    @Test
    void itLooksSoonAgainWhereOneEndedAndAnotherBeganWhileItLooked() throws InterruptedException {
        crew.start();
        TestJob first = held("first", 100 * MILLI);
        TestJob second = new TestJob("second", Priority.DEFAULT, 15 * MILLI);
        second.work = first.work;
        line.offer(second, 0);
        first.whenLookedAt = () -> {
            first.whenLookedAt = () -> {};
            leave.release();
            entered.acquireUninterruptibly();
        };
        assertThat(watch.sweep(0)).isEqualTo(MILLI);
        assertThat(watch.sweep(MILLI)).isEqualTo(10 * MILLI);
        assertThat(watch.sweep(8 * MILLI)).isEqualTo(6 * MILLI);
    }

    @Test
    void whatCannotBeToldToEndYetIsToldAMillisecondLater() throws InterruptedException {
        crew.start();
        TestJob job = held("job", 100 * MILLI);
        job.inStage = false;
        assertThat(watch.sweep(100 * MILLI)).isEqualTo(MILLI);
        assertThat(job.resumed).isZero();
        job.inStage = true;
        watch.sweep(101 * MILLI);
        assertThat(job.resumed).isEqualTo(1);
    }

    @Test
    void whoComesWakesItWhereSomethingIsToBeDoneBeforeItLooksAgain() throws InterruptedException {
        TestJob soon = new TestJob("soon", Priority.DEFAULT, 10 * MILLI);
        TestJob late = new TestJob("late", Priority.DEFAULT, 12 * MILLI);
        crew.start();
        held("job", 100 * MILLI);
        assertThat(watch.look(0)).isTrue();
        assertThat(watch.sleepsTooLongFor(soon)).isTrue();
        assertThat(watch.sleepsTooLongFor(late)).isFalse();
    }

    @Test
    void whereNobodyIsThereForAWhileWhoeverComesWakesIt() {
        TestJob job = new TestJob("job", Priority.DEFAULT, 1_000_000 * MILLI);
        for (int i = 1; i < 20; i++) {
            assertThat(watch.look(0)).isTrue();
            assertThat(watch.sleepsTooLongFor(job)).isFalse();
        }
        assertThat(watch.look(0)).isFalse();
        assertThat(watch.sleepsTooLongFor(job)).isTrue();
        crew.start();
    }

    @Test
    @Timeout(60)
    void itIsWokenFromSleep() throws InterruptedException {
        crew.start();
        Thread thread = new Thread(watch);
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        TestJob job = held("job", 100 * MILLI);
        tick = 100 * MILLI;
        watch.expect(job);
        while (!job.answered) {
            Thread.onSpinWait();
        }
        watch.stop();
        thread.join();
    }

    @Test
    void aStageIsToldToEndShortlyBeforeTheEndAndNotBefore() throws InterruptedException {
        crew.start();
        TestJob job = held("job", 100 * MILLI);
        watch.sweep(98 * MILLI);
        assertThat(job.cancelled).isZero();
        watch.sweep(99 * MILLI);
        assertThat(job.cancelled).isPositive();
        assertThat(job.resumed).isZero();
        assertThat(crew.lost()).isZero();
    }

    @Test
    void aStageThatHasNotEndedLosesItsRequestAndTheThreadIsReplaced() throws InterruptedException {
        crew.start();
        TestJob first = held("first", 100 * MILLI);
        watch.sweep(100 * MILLI);
        assertThat(first.resumed).isEqualTo(1);
        assertThat(first.refusals).isEmpty();
        assertThat(crew.lost()).isEqualTo(1);
        assertThat(line.running()).isZero();
        // The next one is worked on although the only thread has not come back.
        TestJob second = held("second", 200 * MILLI);
        leave.release(2);
        while (crew.lost() > 0 || !second.answered) {
            Thread.onSpinWait();
        }
        while (crew.workers().size() > 1) {
            Thread.onSpinWait();
        }
        assertThat(second.refusals).isEmpty();
    }

    @Test
    void threadsAreReplacedUpToALimitAndTheOthersAreTakenBack() throws InterruptedException {
        crew.start();
        held("first", 100 * MILLI);
        watch.sweep(100 * MILLI);
        held("second", 100 * MILLI);
        watch.sweep(100 * MILLI);
        assertThat(crew.lost()).isEqualTo(2);
        assertThat(crew.workers()).hasSize(2);
        TestJob waits = new TestJob("waits", Priority.DEFAULT, 150 * MILLI);
        line.offer(waits, 100 * MILLI);
        watch.sweep(150 * MILLI);
        assertThat(waits.refusals).containsExactly(Refusal.TOO_LATE);
        leave.release(2);
        while (crew.lost() > 0) {
            Thread.onSpinWait();
        }
        held("later", 500 * MILLI);
    }

    @Test
    void aRequestThatCannotBeTakenOverIsGivenUpAMomentLater() throws InterruptedException {
        crew.start();
        TestJob job = held("job", 100 * MILLI);
        job.inStage = false;
        watch.sweep(101 * MILLI);
        assertThat(job.refusals).isEmpty();
        watch.sweep(102 * MILLI);
        assertThat(job.refusals).containsExactly(Refusal.GIVEN_UP);
        assertThat(crew.lost()).isEqualTo(1);
    }

    @Test
    void aRescueThatGivesNoAnswerIsGivenUpTooEvenWhenTheThreadIsBack() throws InterruptedException {
        crew.start();
        TestJob job = held("job", 100 * MILLI);
        job.resumesInTime = false;
        job.work = () -> {};
        watch.sweep(100 * MILLI);
        assertThat(job.resumed).isEqualTo(1);
        watch.sweep(102 * MILLI);
        assertThat(job.refusals).containsExactly(Refusal.GIVEN_UP);
    }

    @Test
    void aThreadThatHangsIsReplacedAsSoonAsTheMachineHasAnother() throws InterruptedException {
        crew.start();
        noMoreThreads = true;
        held("first", 100 * MILLI);
        watch.sweep(100 * MILLI);
        watch.sweep(102 * MILLI);
        assertThat(crew.lost()).isEqualTo(1);
        assertThat(crew.workers()).hasSize(1);
        noMoreThreads = false;
        watch.sweep(103 * MILLI);
        assertThat(crew.lost()).isEqualTo(1);
        assertThat(crew.workers()).hasSize(2);
        held("second", 200 * MILLI);
    }

    @Test
    void whereNoThreadCanBeStartedRequestsAreGivenUpAndTheThreadThatComesBackGoesOn() throws InterruptedException {
        crew.start();
        noMoreThreads = true;
        TestJob job = held("job", 100 * MILLI);
        TestJob waits = new TestJob("waits", Priority.DEFAULT, 102 * MILLI);
        assertThat(line.offer(waits, 0).refusal()).isNull();
        watch.sweep(100 * MILLI);
        assertThat(job.refusals).containsExactly(Refusal.GIVEN_UP);
        watch.sweep(102 * MILLI);
        assertThat(waits.refusals).containsExactly(Refusal.TOO_LATE);
        assertThat(crew.lost()).isEqualTo(1);
        assertThat(crew.workers()).hasSize(1);
        leave.release();
        while (crew.lost() > 0) {
            Thread.onSpinWait();
        }
        held("later", 500 * MILLI);
    }

    @Test
    void aRequestThatCannotBeRefusedDoesNotKeepOthersFromIt() {
        TestJob broken = new TestJob("broken", Priority.DEFAULT, MILLI);
        broken.whenRefused = () -> {
            throw new IllegalStateException("asked to");
        };
        TestJob other = new TestJob("other", Priority.DEFAULT, MILLI);
        line.offer(broken, 0);
        line.offer(other, 0);
        watch.sweep(MILLI);
        assertThat(other.refusals).containsExactly(Refusal.TOO_LATE);
        crew.start();
    }

    @Test
    void whenNobodyCanRescueTheRequestIsGivenUp() throws InterruptedException {
        crew.start();
        rescuersAreBusy = true;
        TestJob job = held("job", 100 * MILLI);
        watch.sweep(100 * MILLI);
        assertThat(job.refusals).containsExactly(Refusal.GIVEN_UP);
    }
}
