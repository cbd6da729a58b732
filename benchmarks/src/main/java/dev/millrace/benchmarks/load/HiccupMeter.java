package dev.millrace.benchmarks.load;

import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * A thread that sleeps a millisecond, or less, again and again and notes how much longer it slept: what the machine, its scheduler and
 * the collector of this process take from anybody (after Gil Tene's jHiccup). What of a pause falls into a sleep is not seen, so that
 * each is noted as up to a sleep shorter than it was. Started once, stopped once.
 */
final class HiccupMeter {
    private static final long RESOLUTION_NANOS = 1_000_000;
    private static final long WORTH_NOTING_NANOS = 200_000;

    private final Histogram hiccups = new Histogram(3);
    private final Pauses pauses;
    private final Listener listener;
    private final long sleepNanos;
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
        this.sleepNanos = RESOLUTION_NANOS;
    }

    /** Creates a meter that sleeps for so long at a time and tells of the longer pauses instead. */
    HiccupMeter(long sleepNanos, Listener listener) {
        this.pauses = new Pauses();
        this.listener = listener;
        this.sleepNanos = sleepNanos;
    }

    HiccupMeter start() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void measure() {
        do {
            long before = System.nanoTime();
            LockSupport.parkNanos(sleepNanos);
            long now = System.nanoTime();
            long excess = now - before - sleepNanos;
            if (excess > WORTH_NOTING_NANOS) {
                listener.paused(now, excess);
            }
            hiccups.recordValueWithExpectedInterval(Math.max(0, excess), sleepNanos);
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
