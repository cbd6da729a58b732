package dev.millrace.server.admission;

import java.util.ArrayList;
import java.util.List;

/** A job that says what was done to it. */
final class TestJob implements Job {
    final String name;
    private final Priority priority;
    private final long endNanos;
    final List<Refusal> refusals = new ArrayList<>();
    int bytes;
    int cancelled;
    int resumed;
    double effort = Double.NaN;
    volatile boolean answered;
    volatile boolean inStage;
    boolean resumesInTime = true;
    Runnable work = () -> {};
    Runnable whenRefused = () -> {};
    Runnable whenLookedAt = () -> {};

    TestJob(String name, Priority priority, long endNanos) {
        this.name = name;
        this.priority = priority;
        this.endNanos = endNanos;
    }

    @Override
    public Priority priority() {
        return priority;
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public long endNanos() {
        return endNanos;
    }

    @Override
    public long reserveNanos() {
        whenLookedAt.run();
        return 1_000_000;
    }

    @Override
    public void run(double share) {
        effort = share;
        work.run();
        answered = true;
    }

    @Override
    public void refuse(Refusal why) {
        whenRefused.run();
        if (!answered) {
            refusals.add(why);
            answered = true;
        }
    }

    @Override
    public boolean answered() {
        return answered;
    }

    @Override
    public void cancel() {
        cancelled++;
    }

    @Override
    public boolean takeOver() {
        boolean taken = inStage;
        inStage = false;
        return taken;
    }

    @Override
    public void resume() {
        resumed++;
        if (resumesInTime) {
            answered = true;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
