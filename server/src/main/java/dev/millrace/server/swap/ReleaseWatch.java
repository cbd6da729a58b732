package dev.millrace.server.swap;

import dev.millrace.server.admission.Niceness;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the swapper look at {@code CURRENT} again and again. Looking, unlike being told by the file system, works on
 * every kind of it. Thread-safe; owns its thread and is closed once by its owner.
 */
public final class ReleaseWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseWatch.class);

    private final ScheduledExecutorService thread;
    private final Future<?> looking;

    private ReleaseWatch(ScheduledExecutorService thread, Future<?> looking) {
        this.thread = thread;
        this.looking = looking;
    }

    /** Starts to look, every {@code interval}. */
    public static ReleaseWatch start(Swapper swapper, Duration interval) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Niceness.givingWay(
                task -> {
                    Thread made = new Thread(task, "millrace-releases");
                    made.setDaemon(true);
                    return made;
                },
                Niceness.BACKGROUND));
        return new ReleaseWatch(
                thread,
                thread.scheduleWithFixedDelay(
                        () -> look(swapper), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** What escaped would be the last look. */
    private static void look(Swapper swapper) {
        try {
            swapper.look();
        } catch (RuntimeException | Error e) {
            LOG.error("cannot look for a new release", e);
        }
    }

    /** Waits for a look that is under way. */
    @Override
    public void close() {
        looking.cancel(false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
