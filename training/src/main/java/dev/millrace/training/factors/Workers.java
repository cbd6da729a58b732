package dev.millrace.training.factors;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fixed number of threads that share the slices of a range. One caller at a time; the caller works along. What a
 * slice computes must depend on its range alone, never on the worker that runs it: then the result is the same for any
 * number of threads.
 */
final class Workers implements AutoCloseable {
    private final int count;
    private final ExecutorService threads;

    /** Creates {@code count} workers, of which the caller of {@link #forSlices} is one. */
    Workers(int count) {
        if (count <= 0) {
            throw new IllegalArgumentException("threads: " + count + " (expected: > 0)");
        }
        this.count = count;
        this.threads = Executors.newFixedThreadPool(
                Math.max(1, count - 1),
                Thread.ofPlatform().daemon().name("factors-", 0).factory());
    }

    /** Returns the number of workers; worker numbers are below it. */
    int count() {
        return count;
    }

    /** Runs {@code work} over {@code [0, size)} in slices of {@code grain}, and returns when all are done. */
    void forSlices(int size, int grain, Slice work) {
        int slices = (size + grain - 1) / grain;
        if (count == 1 || slices <= 1) {
            for (int from = 0; from < size; from += grain) {
                work.run(0, from, Math.min(size, from + grain));
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> others = new ArrayList<>();
        for (int worker = 1; worker < Math.min(count, slices); worker++) {
            int number = worker;
            others.add(threads.submit(() -> drain(next, number, size, grain, work)));
        }
        drain(next, 0, size, grain, work);
        others.forEach(Workers::join);
    }

    private static void drain(AtomicInteger next, int worker, int size, int grain, Slice work) {
        for (int from = next.getAndAdd(grain); from < size; from = next.getAndAdd(grain)) {
            work.run(worker, from, Math.min(size, from + grain));
        }
    }

    private static void join(Future<?> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a training thread failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingInterruptedException();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Work on a part of a range. */
    interface Slice {
        /** Works on {@code [from, to)}; {@code worker} owns its scratch meanwhile. */
        void run(int worker, int from, int to);
    }
}
