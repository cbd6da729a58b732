package dev.millrace.server.admission;

import dev.millrace.cascade.Cascade;
import dev.millrace.server.admission.Waiters.Waiter;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may join the {@link Waiters} for a worker, whose turn it is, and who gives up. More important ones stand
 * some milliseconds ahead of others; else they are served in the order they came. Thread-safe; it never calls a job
 * while it holds its lock.
 *
 * <p>When there is more to do than can be done, this happens, in this order:
 *
 * <ol>
 *   <li>The effort falls, to a fifth at least: with the time that what waits will take (not with the share of the room
 *       it fills, which is for bursts and far more than anybody wants to wait), and with {@link Scarcity}, which is
 *       such that the effort is least where one is refused while eighty could be answered.
 *   <li>Sheddable requests are refused, from three quarters of the limit on.
 *   <li>Default ones are refused, at the limit.
 *   <li>Critical ones are refused, where the line is full to its capacity.
 * </ol>
 *
 * <p>A request that finds no room takes the place of the newest waiting one of lower priority. Whoever would wait
 * longer than they have time is refused at once, and so is whose body does not fit into the memory left to those who
 * wait. When one of a priority was refused, lower ones are kept out for a while, so that a burst of important requests
 * neither finds the line full of unimportant ones nor is refused just before such are served.
 *
 * <p>Whoever has waited too long while others are refused gives up the place. A critical request keeps it, but then the
 * most recent critical ones come first and get hardly any effort: one burst makes those late that were in it, not all
 * who come until it has been worked off.
 *
 * <p>A line can also be long because the machine stood still. Where threads had nothing to do lately
 * ({@link Occupancy}), there is as much room as a burst is worth riding out, whatever was learned from waits, and a
 * refusal says nothing of how scarce room is.
 */
final class Line {
    private static final double SHEDDABLE_SHARE = 0.75;
    private static final double FULL_EFFORT_UPTO = 0.4;
    private static final double LEAST_EFFORT_FROM = 0.8;
    /** A fifth: with the fine ranker. */
    private static final double LEAST_EFFORT = 2 * Cascade.FINE_RANKING_EFFORT;

    /** A twentieth: without it. */
    private static final double SCARCE_EFFORT = Cascade.FINE_RANKING_EFFORT / 2;

    private static final double FULL_EFFORT_UPTO_SCARCITY = 0.02;
    private static final double LEAST_EFFORT_FROM_SCARCITY = 0.05;
    private static final double SMOOTH = 0.6;
    private static final double LEAD = 0.5;

    /** For such a share of the threads there is work where there is too much to do. */
    private static final double SATURATED = 0.9;

    /** For how long those of lower priority are kept out after one of a priority was refused. */
    private static final long[] RESERVE_NANOS = {250_000_000, 10_000_000, 0};

    private final int threads;
    private final int capacity;
    private final long mostBytes;
    private final AdaptiveLimit limit;
    private final Scarcity scarcity = new Scarcity();
    private final Occupancy occupancy;
    /** Until when, by priority, those of lower priority are kept out. */
    private final long[] reserved = new long[Priority.values().length];

    private final Waiters waiters = new Waiters();
    private volatile int running;
    private double smoothQueued;
    private boolean closed;

    /** What became of an offer: admitted, or why not; and who lost their place to it. Immutable. */
    record Verdict(@Nullable Refusal refusal, @Nullable Job displaced) {
        static final Verdict ADMITTED = new Verdict(null, null);
    }

    /** A job to be worked on now, and with what effort. Immutable. */
    record Turn(Job job, double effort) {}

    /**
     * Creates it, empty.
     *
     * @param capacity how many may wait
     * @param mostBytes what they may keep in memory together
     */
    Line(int threads, int capacity, long mostBytes, AdaptiveLimit limit) {
        this.threads = threads;
        this.capacity = capacity;
        this.mostBytes = mostBytes;
        this.limit = limit;
        this.occupancy = new Occupancy(threads);
        Arrays.fill(reserved, Long.MIN_VALUE / 2);
    }

    synchronized Verdict offer(Job job, long nowNanos) {
        if (closed) {
            return new Verdict(Refusal.QUEUE_FULL, null);
        }
        Priority priority = job.priority();
        long wait = waitNanos(priority, nowNanos);
        if (nowNanos + wait >= job.endNanos()) {
            return refuse(priority, Refusal.NO_TIME, limit.tooLong(wait), nowNanos);
        }
        if (nowNanos - reservedUntil(priority) < 0) {
            learnRefusal(nowNanos);
            return new Verdict(Refusal.LIMIT, null);
        }
        if (waiters.bytes() + job.bytes() > mostBytes) {
            return refuse(priority, Refusal.QUEUE_FULL, true, nowNanos); // a place taken from another is not its memory
        }
        Refusal refusal = refusal(priority, nowNanos);
        Job displaced = refusal == null ? null : displace(priority, nowNanos);
        if (refusal != null && displaced == null) {
            return refuse(priority, refusal, true, nowNanos);
        }
        if (displaced != null) {
            learnRefusal(nowNanos);
            if (displaced.priority() == priority) {
                reserve(priority, nowNanos);
            }
        }
        waiters.add(job, nowNanos);
        learnOccupancy(nowNanos);
        notify();
        return displaced == null ? Verdict.ADMITTED : new Verdict(null, displaced);
    }

    /** For a while after one was refused, though it had a fair amount of time, none of lower priority is let in. */
    private Verdict refuse(Priority priority, Refusal why, boolean fair, long nowNanos) {
        if (fair) {
            learnRefusal(nowNanos);
            reserve(priority, nowNanos);
        }
        return new Verdict(why, null);
    }

    private void reserve(Priority priority, long nowNanos) {
        reserved[priority.ordinal()] = nowNanos + RESERVE_NANOS[priority.ordinal()];
    }

    private double scarcity(long nowNanos) {
        return scarcity.at(nowNanos, answerNanos());
    }

    /**
     * Learns that a newcomer, or one in its stead, was refused; of a burst that finds threads idle nothing is learned.
     */
    private void learnRefusal(long nowNanos) {
        if (saturated(nowNanos)) {
            scarcity.refused(nowNanos, answerNanos());
        }
    }

    /** How long one answer takes all threads together, 0 before the first. */
    private double answerNanos() {
        return (double) limit.serviceNanos() / threads;
    }

    private long reservedUntil(Priority priority) {
        long until = Long.MIN_VALUE / 2;
        for (int i = 0; i < priority.ordinal(); i++) {
            until = Math.max(until, reserved[i]);
        }
        return until;
    }

    private @Nullable Refusal refusal(Priority priority, long nowNanos) {
        if (waiters.size() >= capacity) {
            return Refusal.QUEUE_FULL;
        }
        int present = waiters.size() + running;
        int room = saturated(nowNanos) ? limit.limit() : limit.limitOfBurst();
        return switch (priority) {
            case CRITICAL -> null;
            case DEFAULT -> present >= room ? Refusal.LIMIT : null;
            case SHEDDABLE -> present >= Math.max(threads + 1.0, SHEDDABLE_SHARE * room) ? Refusal.LIMIT : null;
        };
    }

    /** Returns whether there is more to do than threads that had nothing to do lately will soon have worked off. */
    private boolean saturated(long nowNanos) {
        return occupancy.at(nowNanos) >= SATURATED;
    }

    private @Nullable Job displace(Priority by, long nowNanos) {
        Waiter last = waiters.takeNewestBelow(by);
        if (last != null) {
            return last.job();
        }
        return latestFirst(by, nowNanos) ? waiters.takeOldest(by).job() : null;
    }

    /**
     * Returns whether those who came last go first: critical ones, where one waited too long while others are refused.
     */
    private boolean latestFirst(Priority priority, long nowNanos) {
        Waiter head = waiters.oldest(priority);
        return priority == Priority.CRITICAL
                && head != null
                && tooLate(head, nowNanos)
                && scarcity(nowNanos) > LEAST_EFFORT_FROM_SCARCITY;
    }

    private boolean tooLate(Waiter each, long nowNanos) {
        return nowNanos - each.sinceNanos() > limit.enoughNanos(each.job().endNanos() - each.sinceNanos());
    }

    /** How long a newcomer would wait: for what stands before it, on as many threads as there are. */
    private long waitNanos(Priority priority, long nowNanos) {
        int before = running - threads + 1;
        for (Priority each : Priority.values()) {
            if (each.compareTo(priority) <= 0 && !latestFirst(each, nowNanos)) {
                before += waiters.size(each);
            }
        }
        return before <= 0 ? 0 : before * limit.serviceNanos() / threads;
    }

    /** Waits for a turn; null when the line is closed and empty. */
    synchronized @Nullable Turn take(LongSupplier ticker) throws InterruptedException {
        while (waiters.size() == 0) {
            if (closed) {
                return null;
            }
            wait();
        }
        return poll(ticker.getAsLong());
    }

    /** Returns the next turn, or null when nobody waits. */
    synchronized @Nullable Turn poll(long nowNanos) {
        Priority first = waiters.first(LEAD * limit.calmNanos());
        if (first == null) {
            return null;
        }
        boolean late = latestFirst(first, nowNanos);
        int present = waiters.size() + running;
        // Before it waits no more: who looks without the lock sees it in one place at least.
        running++;
        Waiter next = late ? waiters.takeNewest(first) : waiters.takeOldest(first);
        learnOccupancy(nowNanos);
        limit.began(nowNanos - next.sinceNanos(), next.job().endNanos() - next.sinceNanos(), present);
        smoothQueued += (1 - SMOOTH) * (waiters.size() - smoothQueued);
        return new Turn(next.job(), late ? SCARCE_EFFORT : effort(nowNanos));
    }

    /** Tells that a turn has ended, and how long it took. */
    synchronized void ended(long servedNanos, long nowNanos) {
        running--;
        learnOccupancy(nowNanos);
        limit.served(servedNanos);
    }

    /** Tells that a turn was taken from its thread; how long it would have taken nobody knows. */
    synchronized void abandoned(long nowNanos) {
        running--;
        learnOccupancy(nowNanos);
    }

    /** While one waits there is work for all threads, though one may not have come to it yet. */
    private void learnOccupancy(long nowNanos) {
        occupancy.workFor(waiters.size() > 0 ? threads : running, nowNanos);
    }

    /** Takes out the jobs whose time is up. */
    List<Job> expired(long nowNanos) {
        return queued() == 0 ? List.of() : takeOutExpired(nowNanos);
    }

    private synchronized List<Job> takeOutExpired(long nowNanos) {
        return waiters.takeOut(Priority.CRITICAL, each -> each.job().endNanos() - nowNanos <= 0);
    }

    /**
     * Takes out the jobs, but for critical ones, that have waited too long while others are refused: there are enough
     * that would be answered sooner. Where nobody is refused, such as after a pause of the whole process, they go on
     * waiting.
     */
    List<Job> stale(long nowNanos) {
        return queued() == 0 ? List.of() : takeOutStale(nowNanos);
    }

    private synchronized List<Job> takeOutStale(long nowNanos) {
        if (scarcity(nowNanos) <= LEAST_EFFORT_FROM_SCARCITY) {
            return List.of();
        }
        List<Job> stale = waiters.takeOut(Priority.DEFAULT, each -> tooLate(each, nowNanos));
        for (Job job : stale) {
            learnRefusal(nowNanos);
            reserve(job.priority(), nowNanos);
        }
        return stale;
    }

    /** Returns the effort that what waits, and what finds no room, leaves to each. */
    synchronized double effort(long nowNanos) {
        double wait = smoothQueued * answerNanos();
        double waiting = (wait / limit.calmNanos() - FULL_EFFORT_UPTO) / (LEAST_EFFORT_FROM - FULL_EFFORT_UPTO);
        double refused = (scarcity(nowNanos) - FULL_EFFORT_UPTO_SCARCITY)
                / (LEAST_EFFORT_FROM_SCARCITY - FULL_EFFORT_UPTO_SCARCITY);
        double fall = Math.max(waiting, refused);
        return 1 - (1 - LEAST_EFFORT) * Math.max(0, Math.min(1, fall));
    }

    /** Returns for which share of the threads there was work lately. */
    synchronized double occupancy(long nowNanos) {
        return occupancy.at(nowNanos);
    }

    int queued() {
        return waiters.size();
    }

    int running() {
        return running;
    }

    synchronized int limit() {
        return limit.limit();
    }

    /** Admits no more; threads that wait for a turn get null once nothing is left. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
