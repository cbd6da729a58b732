package dev.millrace.benchmarks.load;

import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * A thread that sleeps a millisecond again and again and notes how much longer it slept: what the machine, its
 * scheduler and the collector of this process take from anybody (after Gil Tene's jHiccup). Started once, stopped once.
 */
final class HiccupMeter {
    private static final long RESOLUTION_NANOS = 1_000_000;
    private static final long WORTH_NOTING_NANOS = 200_000;

    private final Histogram hiccups = new Histogram(3);
    private final Pauses pauses;
    private final Listener listener;
    private final Thread thread = new Thread(this::measure, "hiccups");
    private volatile boolean stopped;

    /** Hears of the longer pauses, on the meter's thread. */
    interface Listener {
        void paused(long endNanos, long lengthNanos);
    }

    /** Creates a meter that keeps the longer pauses. */
    HiccupMeter() {
        this.pauses = new Pauses();
        this.listener = pauses::add;
    }

    /** Creates a meter that tells of the longer pauses instead. */
    HiccupMeter(Listener listener) {
        this.pauses = new Pauses();
        this.listener = listener;
    }

    HiccupMeter start() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void measure() {
        do {
            long before = System.nanoTime();
            LockSupport.parkNanos(RESOLUTION_NANOS);
            long now = System.nanoTime();
            long excess = now - before - RESOLUTION_NANOS;
            if (excess > WORTH_NOTING_NANOS) {
                listener.paused(now, excess);
            }
            hiccups.recordValueWithExpectedInterval(Math.max(0, excess), RESOLUTION_NANOS);
        } while (!stopped);
    }

    /** Returns the longer ones one by one, once it is stopped. */
    Pauses pauses() {
        return pauses;
    }

    /** Stops, and returns by how many nanoseconds sleeps were too long. */
    Histogram stop() throws InterruptedException {
        stopped = true;
        thread.join();
        return hiccups;
    }
}
