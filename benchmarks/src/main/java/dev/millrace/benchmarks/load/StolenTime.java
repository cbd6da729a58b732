package dev.millrace.benchmarks.load;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * When a processor was taken from the machine, by a thread that stays on it and sleeps half a millisecond again and again: a virtual
 * machine's host may stop one processor while others go on, and what ran there stands still, which no meter elsewhere sees. What the
 * thread slept too long because others ran on its processor, as the kernel counts it ({@code schedstat}), is not taken for that; nor is
 * what lies within a sleep. Linux alone. Thread-safe; started once, closed once by its owner.
 */
public final class StolenTime implements AutoCloseable {
    private static final long SLEEP_NANOS = 500_000;
    private static final long WORTH_NOTING_NANOS = 200_000;
    private static final int MOST = Long.SIZE;
    private static final String SCHEDSTAT = "/proc/thread-self/schedstat";

    private final List<Meter> meters = new ArrayList<>();
    private volatile boolean closed;

    private StolenTime() {}

    /** Starts to look at each processor that this process may use, of the first {@value #MOST}; at none where the system is not Linux. */
    public static StolenTime start() throws InterruptedException {
        StolenTime all = new StolenTime();
        int left = Runtime.getRuntime().availableProcessors();
        for (int processor = 0; left > 0 && processor < MOST && linux(); processor++) {
            Meter meter = all.new Meter(processor);
            meter.thread.start();
            meter.started.await();
            if (meter.ready) {
                all.meters.add(meter);
                left--;
            }
        }
        return all;
    }

    private static boolean linux() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
    }

    /** Stops, and returns when each processor that could be looked at was away. */
    public List<Pauses> stop() throws InterruptedException {
        close();
        List<Pauses> pauses = new ArrayList<>();
        for (Meter meter : meters) {
            meter.thread.join();
            pauses.add(meter.pauses);
        }
        return pauses;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Looks at one processor, on a thread of its own. */
    private final class Meter implements Runnable {
        private final int processor;
        private final Thread thread = new Thread(this, "stolen-time");
        private final CountDownLatch started = new CountDownLatch(1);
        private final Pauses pauses = new Pauses();
        private final byte[] line = new byte[128];
        private volatile boolean ready;

        private Meter(int processor) {
            this.processor = processor;
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try (RandomAccessFile schedstat = new RandomAccessFile(SCHEDSTAT, "r")) {
                queuedNanos(schedstat);
                ready = stayOn(processor);
                started.countDown();
                while (ready && !closed) {
                    look(schedstat);
                }
            } catch (IOException e) {
                ready = false; // a kernel without these counts
            } finally {
                started.countDown();
            }
        }

        private void look(RandomAccessFile schedstat) throws IOException {
            long queued = queuedNanos(schedstat);
            long before = System.nanoTime();
            LockSupport.parkNanos(SLEEP_NANOS);
            long now = System.nanoTime();
            long excess = now - before - SLEEP_NANOS;
            if (excess > WORTH_NOTING_NANOS) {
                long stolen = excess - (queuedNanos(schedstat) - queued);
                if (stolen > WORTH_NOTING_NANOS) {
                    pauses.add(now, stolen);
                }
            }
        }

        private long queuedNanos(RandomAccessFile schedstat) throws IOException {
            schedstat.seek(0);
            int length = schedstat.read(line);
            return StolenTime.queuedNanos(new String(line, 0, Math.max(0, length), StandardCharsets.US_ASCII));
        }
    }

    /** Returns for how long a thread has been ready to run while others ran: the second number of three. */
    static long queuedNanos(String schedstat) throws IOException {
        String[] numbers = schedstat.strip().split(" ", -1);
        if (numbers.length != 3) {
            throw new IOException(SCHEDSTAT + ": " + numbers.length + " numbers (expected: 3)");
        }
        return Long.parseLong(numbers[1]);
    }

    /** Has the calling thread run on one processor alone; returns whether the system agreed. */
    private static boolean stayOn(int processor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(ValueLayout.JAVA_LONG);
            mask.set(ValueLayout.JAVA_LONG, 0, 1L << processor);
            return Affinity.FUNCTION.set(0, Long.BYTES, mask) == 0;
        }
    }

    /** {@code sched_setaffinity}. */
    public interface SetAffinity {
        /** Returns 0, or something else and nothing has changed. */
        int set(int thread, long bytes, MemorySegment mask);
    }

    /** The system's function, looked for once, where it is needed. */
    private static final class Affinity {
        private static final SetAffinity FUNCTION = find();

        @SuppressWarnings("restricted")
        private static SetAffinity find() {
            Linker linker = Linker.nativeLinker();
            MethodHandle function = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("sched_setaffinity"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
            return MethodHandleProxies.asInterfaceInstance(SetAffinity.class, function);
        }
    }
}
