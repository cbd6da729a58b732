package dev.millrace.server.admission;

import dev.millrace.server.config.WorkerConfig;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Takes requests in and has them worked on. Thread-safe; it owns its threads and is closed once by its owner. */
public final class Admission implements AutoCloseable {
    private static final int MAX_RESCUERS = 64;
    private static final int LEAST_PER_THREAD = 8;
    private static final int CALM_PER_THREAD = 16;
    private static final int SPARE_PER_THREAD = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LongSupplier ticker;
    private final Line line;
    private final Crew crew;
    private final Watch watch;
    private final ExecutorService rescuers;

    private Admission(WorkerConfig config, long mostBytes, LongSupplier ticker) {
        int threads = config.threads();
        this.ticker = ticker;
        this.line = new Line(
                threads,
                config.queueCapacity(),
                mostBytes,
                new AdaptiveLimit(
                        threads * LEAST_PER_THREAD,
                        threads * CALM_PER_THREAD,
                        threads + config.queueCapacity(),
                        config.targetWait().toNanos()));
        this.crew = new Crew(
                line,
                threads,
                threads * SPARE_PER_THREAD,
                Niceness.givingWay(named("millrace-worker"), config.niceness()),
                ticker);
        this.rescuers = new ThreadPoolExecutor(
                0, MAX_RESCUERS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), named("millrace-rescue"));
        this.watch = new Watch(line, crew, rescuers, ticker);
    }

    /** Starts the threads; those that wait may keep {@code mostBytes} in memory together. */
    public static Admission start(WorkerConfig config, long mostBytes, LongSupplier ticker) {
        Admission admission = new Admission(config, mostBytes, ticker);
        admission.crew.start();
        named("millrace-watch").newThread(admission.watch).start();
        return admission;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Has a job worked on soon, or refuses it, or another whose place it takes. */
    public void offer(Job job) {
        Line.Verdict verdict = line.offer(job, ticker.getAsLong());
        if (verdict.refusal() == null) {
            watch.expect(job);
        }
        Job displaced = verdict.displaced();
        if (displaced != null) {
            displaced.refuse(Refusal.SHED);
        }
        Refusal refusal = verdict.refusal();
        if (refusal != null) {
            job.refuse(refusal);
        }
    }

    /** Returns how many wait. */
    public int waiting() {
        return line.queued();
    }

    /** Returns how many are worked on. */
    public int running() {
        return line.running();
    }

    /** Returns how many threads are lost in work that was taken from them. */
    public int lost() {
        return crew.lost();
    }

    /** Returns how many may be there at once. */
    public int limit() {
        return line.limit(ticker.getAsLong());
    }

    /** Returns the share of the work that is worth while now, in {@code (0, 1]}. */
    public double effort() {
        return line.effort(ticker.getAsLong());
    }

    /** Returns for which share of the threads there was work lately, in {@code [0, 1]}. */
    public double occupancy() {
        return line.occupancy(ticker.getAsLong());
    }

    /** Takes no more jobs, and waits a moment for those there are. */
    @Override
    public void close() {
        line.close();
        try {
            crew.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.stop();
        rescuers.shutdown();
    }
}
