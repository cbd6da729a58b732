package dev.millrace.cascade.bundle;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work that a second thread does meanwhile, or, where there is too little of it or the thread has not begun, whoever
 * asks for its result. One thread starts it and asks.
 */
final class SecondThread<T> {
    /** What takes some milliseconds to read and hash. */
    private static final long LEAST_BYTES = 1 << 20;

    private final FutureTask<T> task;

    private SecondThread(FutureTask<T> task) {
        this.task = task;
    }

    /**
     * Begins the work.
     *
     * @param bytes how much it is about
     */
    static <T> SecondThread<T> start(long bytes, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        if (bytes >= LEAST_BYTES) {
            Thread thread = new Thread(task, "millrace-bundle");
            thread.setDaemon(true);
            thread.start();
        }
        return new SecondThread<>(task);
    }

    /**
     * Waits for the work to be done.
     *
     * @throws IOException when that is what the work threw, or the waiting thread is interrupted
     */
    T result() throws IOException {
        task.run(); // does nothing where another thread has begun
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException refused) {
                throw refused;
            }
            if (cause instanceof RuntimeException bug) {
                throw bug;
            }
            throw cause instanceof Error error ? error : new AssertionError("no other kind is thrown", cause);
        }
    }
}
