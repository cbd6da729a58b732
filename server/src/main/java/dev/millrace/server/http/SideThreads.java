package dev.millrace.server.http;

import dev.millrace.server.admission.Niceness;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what is asked of a busy server, with a bounded queue before them. Thread-safe; closed once by its owner.
 */
final class SideThreads {
    private final ThreadPoolExecutor pool;

    /** Creates threads that give way to others by {@code niceness}. */
    SideThreads(String name, int threads, int queueCapacity, int niceness) {
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queueCapacity),
                Niceness.givingWay(new DefaultThreadFactory(name), niceness),
                new ThreadPoolExecutor.AbortPolicy());
    }

    /** Runs a task soon; returns false when too many wait already. */
    boolean offer(Runnable task) {
        try {
            pool.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Takes no more tasks and waits for those there are; interrupts what is left after {@code limit}. */
    void close(Duration limit) throws InterruptedException {
        pool.shutdown();
        if (!pool.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            pool.shutdownNow();
        }
    }
}
