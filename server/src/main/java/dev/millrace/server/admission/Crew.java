package dev.millrace.server.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that work, one job at a time each. Thread-safe; closed once by its owner.
 *
 * <p>A thread whose job was taken from it is lost until it comes back. Another is started in its place, up to as many
 * as {@code spare}; a thread that comes back after that ends.
 */
final class Crew {
    private static final Logger LOG = LoggerFactory.getLogger(Crew.class);

    private final Line line;
    private final LongSupplier ticker;
    private final ThreadFactory threads;
    private final int spare;
    private final List<Worker> workers = new CopyOnWriteArrayList<>();
    private int lost;

    Crew(Line line, int size, int spare, ThreadFactory threads, LongSupplier ticker) {
        this.line = line;
        this.ticker = ticker;
        this.threads = threads;
        this.spare = spare;
        for (int i = 0; i < size; i++) {
            workers.add(new Worker());
        }
    }

    void start() {
        workers.forEach(Worker::start);
    }

    /** A thread and what it works on. */
    final class Worker {
        private final Thread thread = threads.newThread(this::work);
        private volatile @Nullable Job job;
        private boolean missing;
        private volatile boolean replaced;
        private boolean complained;

        private void start() {
            thread.start();
        }

        /** Returns what it works on, or null. */
        @Nullable
        Job job() {
            return job;
        }

        private void work() {
            try {
                while (!replaced) {
                    Line.Turn turn = line.take(ticker);
                    if (turn == null) {
                        break;
                    }
                    work(turn);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                workers.remove(this);
            }
        }

        private void work(Line.Turn turn) {
            long begin = ticker.getAsLong();
            job = turn.job();
            try {
                turn.job().run(turn.effort());
            } catch (RuntimeException | Error e) {
                LOG.error("a request's work failed and nobody was told", e);
            } finally {
                if (!returned()) {
                    long end = ticker.getAsLong();
                    line.ended(end - begin, end);
                }
            }
        }

        /** Lets go of the job; returns whether it had been taken away. */
        private boolean returned() {
            synchronized (Crew.this) {
                job = null;
                boolean was = missing;
                if (was) {
                    missing = false;
                    lost--;
                }
                return was;
            }
        }
    }

    List<Worker> workers() {
        return workers;
    }

    /** Tells that a worker's job was taken from it; has another in its place, where there may be one more. */
    void missing(Worker worker, Job job) {
        boolean first;
        synchronized (this) {
            if (!job.equals(worker.job())) {
                return;
            }
            first = !worker.missing;
            if (first) {
                worker.missing = true;
                lost++;
            }
        }
        if (first) {
            line.abandoned(ticker.getAsLong());
        }
        replace(worker);
    }

    /** Where the machine has no thread to give now, this is tried again until it has or the worker comes back. */
    private synchronized void replace(Worker worker) {
        if (!worker.missing || worker.replaced || lost > spare) {
            return;
        }
        Worker other = new Worker();
        workers.add(other);
        try {
            other.start();
            worker.replaced = true;
        } catch (OutOfMemoryError e) {
            workers.remove(other);
            if (!worker.complained) {
                worker.complained = true;
                LOG.error("no thread can be started in the place of one that hangs", e);
            }
        }
    }

    /** Returns how many threads have not come back. */
    synchronized int lost() {
        return lost;
    }

    /** Waits until all have ended, which they do when the line is closed; interrupts those left after {@code limit}. */
    void join(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (Worker worker : new ArrayList<>(workers)) {
            worker.thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        }
        for (Worker worker : workers) {
            worker.thread.interrupt();
        }
    }
}
