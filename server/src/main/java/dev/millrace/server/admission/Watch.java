package dev.millrace.server.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the time of every request that is there, so that each is answered in time whatever the thread that works on
 * it does: at the very moments when something is to be done for those that are worked on, each millisecond once it has
 * seen one wait, each ten at least while somebody is there, and not at all where nobody has been for a while.
 * {@link #expect} from any thread; the rest from its own.
 *
 * <p>One that waits and whose time is up is refused, and one that has waited too long under overload. Shortly before
 * the end of one that is worked on, its stage is told to end. At its end the request is taken from a stage that has
 * not, and answered from those that are done. If even that gives no answer, it is refused.
 */
final class Watch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long PERIOD_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_NANOS = 10 * PERIOD_NANOS;

    /** After so many looks at nobody it sleeps until somebody comes; sooner, each request of a few would wake it. */
    private static final int LOOKS_AT_NOBODY = 20;

    private static final long SHORTEST_PAUSE_NANOS = 50_000;
    private static final long GRACE_NANOS = 2_000_000;

    private final Line line;
    private final Crew crew;
    private final ExecutorService rescuers;
    private final LongSupplier ticker;
    private final List<Job> rescued = new ArrayList<>();
    /** The shortest time to a moment when something is to be done, of the sweep under way. */
    private long soonest;

    private int looksAtNobody;

    private volatile @Nullable Thread thread;
    /** Until when it sleeps if nobody wakes it; whoever comes while it looks, or sleeps for long, does. */
    private volatile long asleepUntil;

    private volatile boolean stopped;

    Watch(Line line, Crew crew, ExecutorService rescuers, LongSupplier ticker) {
        this.line = line;
        this.crew = crew;
        this.rescuers = rescuers;
        this.ticker = ticker;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        while (!stopped) {
            if (!look(ticker.getAsLong())) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, asleepUntil - ticker.getAsLong());
            }
        }
    }

    /** Looks, and settles until when it sleeps; returns false where that is until somebody comes. */
    boolean look(long nowNanos) {
        asleepUntil = nowNanos + Long.MAX_VALUE / 2;
        long pause = sweepSafely(nowNanos);
        looksAtNobody = busy() ? 0 : looksAtNobody + 1;
        if (looksAtNobody < LOOKS_AT_NOBODY) {
            asleepUntil = nowNanos + pause;
            return true;
        }
        return false;
    }

    /** Sweeps; what goes wrong in it is not the end of all deadlines. */
    private long sweepSafely(long nowNanos) {
        try {
            return sweep(nowNanos);
        } catch (RuntimeException | Error e) {
            LOG.error("requests could not be looked at", e);
            return PERIOD_NANOS;
        }
    }

    private boolean busy() {
        return line.queued() > 0 || line.running() > 0 || !rescued.isEmpty();
    }

    /** Tells that there is a job to watch. */
    void expect(Job job) {
        if (sleepsTooLongFor(job)) {
            LockSupport.unpark(thread);
        }
    }

    /** Returns whether something is to be done for a job before it looks again by itself. */
    boolean sleepsTooLongFor(Job job) {
        return job.endNanos() - job.reserveNanos() - asleepUntil < 0;
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** Looks at all requests, at a moment of the ticker; returns nanoseconds until the next time. */
    long sweep(long nowNanos) {
        soonest = LONGEST_PAUSE_NANOS;
        for (Job late : line.expired(nowNanos)) {
            refuse(late, Refusal.TOO_LATE);
        }
        for (Job stale : line.stale(nowNanos)) {
            refuse(stale, Refusal.STALE);
        }
        long begun = line.begun();
        int unseen = line.running();
        boolean lost = crew.lost() > 0;
        for (Crew.Worker worker : crew.workers()) {
            Job job = worker.job();
            if (job != null) {
                unseen--;
                if (!rescued.contains(job) && attend(job, nowNanos)) {
                    crew.missing(worker, job);
                    lost = true;
                }
            }
        }
        for (Job job : List.copyOf(rescued)) {
            if (job.answered()) {
                rescued.remove(job);
            } else {
                attend(job, nowNanos);
            }
        }
        // The number that waits comes first: whoever waited and does not any more has begun.
        boolean allSeen = !lost && unseen == 0 && rescued.isEmpty() && line.queued() == 0 && line.begun() == begun;
        return Math.max(SHORTEST_PAUSE_NANOS, allSeen ? soonest : Math.min(PERIOD_NANOS, soonest));
    }

    /**
     * Does what the time asks for, or gives a job up for which that cannot be done: the others have their time, too.
     */
    private boolean attend(Job job, long nowNanos) {
        try {
            return press(job, nowNanos);
        } catch (RuntimeException | Error e) {
            LOG.error("a request is given up", e);
            refuse(job, Refusal.GIVEN_UP);
            return false;
        }
    }

    private static void refuse(Job job, Refusal why) {
        try {
            job.refuse(why);
        } catch (RuntimeException | Error e) {
            LOG.error("a request cannot be refused", e);
        }
    }

    /** Does what the time asks for; returns whether the job was taken from its thread. */
    private boolean press(Job job, long nowNanos) {
        long left = job.endNanos() - nowNanos;
        lookAgainIn(left - job.reserveNanos());
        lookAgainIn(left);
        lookAgainIn(left + GRACE_NANOS);
        if (left <= job.reserveNanos()) {
            job.cancel();
            lookAgainIn(PERIOD_NANOS); // between two stages nothing can be told to end, nor taken over
        }
        if (left <= 0 && !job.answered() && job.takeOver()) {
            rescue(job);
            return true;
        }
        if (left <= -GRACE_NANOS) {
            job.refuse(Refusal.GIVEN_UP);
            return true;
        }
        return false;
    }

    private void lookAgainIn(long nanos) {
        if (nanos > 0) {
            soonest = Math.min(soonest, nanos);
        }
    }

    private void rescue(Job job) {
        if (!rescued.contains(job)) {
            rescued.add(job);
        }
        try {
            rescuers.execute(job::resume);
        } catch (RejectedExecutionException e) {
            job.refuse(Refusal.GIVEN_UP);
        }
    }
}
