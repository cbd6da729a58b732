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
 *   <li>The effort falls, to a fifth at least, see {@link Strain}.
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
 * ({@link Occupancy}), there is as much room as a burst is worth riding out, whatever was learned from waits.
 */
final class Line {
    private static final double SHEDDABLE_SHARE = 0.75;
    private static final double LEAD = 0.5;

    /** A twentieth, of those who come last and go first: without the fine ranker. */
    private static final double SCARCE_EFFORT = Cascade.FINE_RANKING_EFFORT / 2;

    /** For how long those of lower priority are kept out after one of a priority was refused. */
    private static final long[] RESERVE_NANOS = {250_000_000, 10_000_000, 0};

    private final int threads;
    private final int capacity;
    private final long mostBytes;
    private final AdaptiveLimit limit;
    private final Strain strain;
    /** Until when, by priority, those of lower priority are kept out. */
    private final long[] reserved = new long[Priority.values().length];

    private final Waiters waiters = new Waiters();
    private volatile int running;
    private volatile long begun;
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
        this.strain = new Strain(threads, limit);
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
            strain.refused(nowNanos);
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
            strain.refused(nowNanos);
            if (displaced.priority() == priority) {
                reserve(priority, nowNanos);
            }
        }
        waiters.add(job, nowNanos);
        learnPresent(nowNanos);
        notify();
        return displaced == null ? Verdict.ADMITTED : new Verdict(null, displaced);
    }

    /** For a while after one was refused, though it had a fair amount of time, none of lower priority is let in. */
    private Verdict refuse(Priority priority, Refusal why, boolean fair, long nowNanos) {
        if (fair) {
            strain.refused(nowNanos);
            reserve(priority, nowNanos);
        }
        return new Verdict(why, null);
    }

    private void reserve(Priority priority, long nowNanos) {
        reserved[priority.ordinal()] = nowNanos + RESERVE_NANOS[priority.ordinal()];
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
        int room = limit(nowNanos);
        return switch (priority) {
            case CRITICAL -> null;
            case DEFAULT -> present >= room ? Refusal.LIMIT : null;
            case SHEDDABLE -> present >= Math.max(threads + 1.0, SHEDDABLE_SHARE * room) ? Refusal.LIMIT : null;
        };
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
        return priority == Priority.CRITICAL && head != null && tooLate(head, nowNanos) && strain.refusing(nowNanos);
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
        begun++;
        Waiter next = late ? waiters.takeNewest(first) : waiters.takeOldest(first);
        learnPresent(nowNanos);
        limit.began(nowNanos - next.sinceNanos(), next.job().endNanos() - next.sinceNanos(), present);
        strain.turn(waiters.size());
        return new Turn(next.job(), late ? SCARCE_EFFORT : strain.effort(nowNanos));
    }

    /** Tells that a turn has ended, and how long it took. */
    synchronized void ended(long servedNanos, long nowNanos) {
        running--;
        learnPresent(nowNanos);
        limit.served(servedNanos);
    }

    /** Tells that a turn was taken from its thread; how long it would have taken nobody knows. */
    synchronized void abandoned(long nowNanos) {
        running--;
        learnPresent(nowNanos);
    }

    private void learnPresent(long nowNanos) {
        strain.present(waiters.size(), running, nowNanos);
    }

    /** Takes out the jobs whose time is up. */
    List<Job> expired(long nowNanos) {
        return queued() == 0 ? List.of() : takeOutExpired(nowNanos);
    }

    private synchronized List<Job> takeOutExpired(long nowNanos) {
        List<Job> expired =
                waiters.takeOut(Priority.CRITICAL, each -> each.job().endNanos() - nowNanos <= 0);
        learnPresent(nowNanos);
        return expired;
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
        if (!strain.refusing(nowNanos)) {
            return List.of();
        }
        List<Job> stale = waiters.takeOut(Priority.DEFAULT, each -> tooLate(each, nowNanos));
        learnPresent(nowNanos);
        for (Job job : stale) {
            strain.refused(nowNanos);
            reserve(job.priority(), nowNanos);
        }
        return stale;
    }

    /** Returns the effort that what waits, and what finds no room, leaves to each. */
    synchronized double effort(long nowNanos) {
        return strain.effort(nowNanos);
    }

    /** Returns for which share of the threads there was work lately. */
    synchronized double occupancy(long nowNanos) {
        return strain.occupancy(nowNanos);
    }

    int queued() {
        return waiters.size();
    }

    /** Returns how many turns have begun. */
    long begun() {
        return begun;
    }

    int running() {
        return running;
    }

    /** Returns how many may be there now, waiting or worked on. */
    synchronized int limit(long nowNanos) {
        return strain.saturated(nowNanos) ? limit.limit() : limit.limitOfBurst();
    }

    /** Admits no more; threads that wait for a turn get null once nothing is left. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
