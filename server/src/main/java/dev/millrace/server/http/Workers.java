package dev.millrace.server.http;

import dev.millrace.server.config.WorkerConfig;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that answer requests, with a bounded queue before them. Thread-safe; closed once by its owner. */
final class Workers {
    private final ThreadPoolExecutor pool;

    Workers(String name, WorkerConfig config) {
        pool = new ThreadPoolExecutor(
                config.threads(),
                config.threads(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(config.queueCapacity()),
                new DefaultThreadFactory(name),
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

    /** Returns how many tasks wait for a thread. */
    int waiting() {
        return pool.getQueue().size();
    }

    /** Returns how many tasks run. */
    int running() {
        return pool.getActiveCount();
    }

    /** Takes no more tasks and waits for those there are; interrupts what is left after {@code limit}. */
    void close(Duration limit) throws InterruptedException {
        pool.shutdown();
        if (!pool.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            pool.shutdownNow();
        }
    }
}
