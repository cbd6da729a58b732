package dev.millrace.server.admission;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Two threads, 4 ms of work at full effort, requests at a multiple of what that allows, and a machine that stands still
 * now and then. One thread.
 */
final class LineSimulation {
    private static final long MILLI = 1_000_000;
    private static final int THREADS = 2;
    private static final long WORK = 4 * MILLI;
    private static final long BUDGET = 200 * MILLI;

    private final Line line = LineCase.line(THREADS, 256);
    private final Random random = new Random(11);
    private final Random pauses = new Random(12);
    private final long[] busyUntil = new long[THREADS];
    private final long[] took = new long[THREADS];
    private final Map<Priority, Integer> served = new EnumMap<>(Priority.class);
    private final Map<Priority, Integer> refused = new EnumMap<>(Priority.class);
    private final List<Long> tookNanos = new ArrayList<>();
    private double pausesPerSecond;
    private double pauseNanos;
    private double nextPause = Double.MAX_VALUE;
    private long now = 1;
    private long arrivals;
    private int fullEffort;

    /** From now on everything stands still now and then, at random, for a while that is as long on average. */
    void standStill(double perSecond, long nanos) {
        pausesPerSecond = perSecond;
        pauseNanos = nanos;
        nextPause = now;
    }

    private double exponential(double mean) {
        return -Math.log(1 - pauses.nextDouble()) * mean;
    }

    /** What is worked on takes as much longer, and who comes meanwhile is seen afterwards. */
    private void pause() {
        long nanos = (long) exponential(pauseNanos);
        now += nanos;
        nextPause = now + exponential(1e9 / pausesPerSecond);
        for (int i = 0; i < THREADS; i++) {
            if (busyUntil[i] > 0) {
                busyUntil[i] += nanos;
                took[i] += nanos;
            }
        }
    }

    /** Goes on for some time, with so many times as many requests as there is room for, counting anew. */
    void run(double load, long nanos) {
        served.clear();
        refused.clear();
        tookNanos.clear();
        fullEffort = 0;
        double between = WORK / (THREADS * load);
        double next = now;
        long end = now + nanos;
        for (; now < end; now += MILLI / 10) {
            if (now >= nextPause) {
                pause();
            }
            while (next <= now) {
                next += -Math.log(1 - random.nextDouble()) * between;
                arrive();
            }
            line.expired(now).forEach(job -> refused.merge(job.priority(), 1, Integer::sum));
            line.stale(now).forEach(job -> refused.merge(job.priority(), 1, Integer::sum));
            for (int i = 0; i < THREADS; i++) {
                if (busyUntil[i] <= now) {
                    work(i);
                }
            }
        }
    }

    private void arrive() {
        arrivals++;
        Priority priority = Priority.values()[(int) (arrivals % 3)];
        TestJob job = new TestJob("", priority, now + BUDGET);
        Line.Verdict verdict = line.offer(job, now);
        Job out = verdict.displaced();
        if (out != null) {
            refused.merge(out.priority(), 1, Integer::sum);
        }
        if (verdict.refusal() != null) {
            refused.merge(priority, 1, Integer::sum);
        }
    }

    private void work(int thread) {
        if (busyUntil[thread] > 0) {
            line.ended(took[thread], now);
            busyUntil[thread] = 0;
        }
        Line.Turn turn = line.poll(now);
        if (turn != null) {
            fullEffort += turn.effort() == 1 ? 1 : 0;
            took[thread] = (long) (WORK * (0.1 + 0.9 * turn.effort()));
            busyUntil[thread] = now + took[thread];
            served.merge(turn.job().priority(), 1, Integer::sum);
            tookNanos.add(now + took[thread] - (turn.job().endNanos() - BUDGET));
        }
    }

    /** Returns for which share of the threads there was work lately. */
    double occupancy() {
        return line.occupancy(now);
    }

    /** Returns how many were worked on. */
    int served() {
        return served.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns in what time 99 of 100 of them were done. */
    long worst() {
        List<Long> sorted = tookNanos.stream().sorted().toList();
        return sorted.get(sorted.size() * 99 / 100);
    }

    /** Returns how many were refused. */
    int refusals() {
        return refused.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns how many were worked on, by priority. */
    Map<Priority, Integer> servedOf() {
        return served;
    }

    /** Returns how many were refused, by priority. */
    Map<Priority, Integer> refused() {
        return refused;
    }

    /** Returns how many were worked on with full effort. */
    int fullEffort() {
        return fullEffort;
    }
}
