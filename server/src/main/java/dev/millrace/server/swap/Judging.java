package dev.millrace.server.swap;

import dev.millrace.server.admission.Niceness;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Judges a release on a thread that can be left behind, since a stage of the release may hang. Used once; the release
 * is its own until it has no objection.
 */
final class Judging {
    private final Opened release;
    private final FutureTask<@Nullable String> task;

    /** Creates it; {@code objection} gives why the release must not go live, or null. */
    Judging(Opened release, Callable<@Nullable String> objection) {
        this.release = release;
        this.task = new FutureTask<>(objection);
    }

    /**
     * Returns why the release must not go live, or null. With an objection it is closed: at once, or by the thread that
     * was left behind when that comes back.
     */
    @Nullable
    String within(Duration limit) {
        try {
            Niceness.givingWay(Judging::named, Niceness.BACKGROUND)
                    .newThread(this::judge)
                    .start();
        } catch (OutOfMemoryError e) { // there may be no more threads
            release.close();
            return "cannot be judged: " + e;
        }
        String objection;
        try {
            objection = outcome(limit);
        } catch (TimeoutException e) {
            return "is not judged within " + limit.toSeconds() + " s";
        } catch (InterruptedException e) {
            if (!task.cancel(false)) {
                release.close();
            }
            Thread.currentThread().interrupt();
            return "judging was interrupted";
        }
        if (objection != null) {
            release.close();
        }
        return objection;
    }

    private @Nullable String outcome(Duration limit) throws TimeoutException, InterruptedException {
        try {
            return get(limit);
        } catch (ExecutionException e) {
            return "cannot be judged: " + e.getCause();
        }
    }

    private @Nullable String get(Duration limit) throws TimeoutException, InterruptedException, ExecutionException {
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (task.cancel(false)) {
                throw e;
            }
            return task.get(); // it came to its end just now
        }
    }

    private void judge() {
        task.run();
        if (task.isCancelled()) {
            release.close();
        }
    }

    private static Thread named(Runnable work) {
        Thread thread = new Thread(work, "millrace-canary");
        thread.setDaemon(true);
        return thread;
    }
}
