package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Query;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the cascade, owned by one thread at a time.
 *
 * <p>A stage may hang in code that cannot be interrupted. So the thread that runs a stage lends the passage out for as
 * long: meanwhile another thread may {@linkplain #takeOver() take it over}, and {@linkplain #resume() go on} with the
 * stages that are done. The thread that was left behind learns of it when its stage ends, touches nothing any more, and
 * its workspace is not used again.
 *
 * <p>{@code owner} counts: even while the owner is between stages, odd while a stage runs. A stage that ends steps back
 * to even; taking over steps forward to the next even number, which is another owner's. Only one of the two succeeds.
 */
public final class Passage {
    private final Cascade cascade;
    private final Request request;
    private final Deadline deadline;
    private final double effort;
    private final Trace trace;
    private final Cancellation cancellation = new Cancellation();
    private final AtomicInteger owner = new AtomicInteger();

    /** Given back by the thread it was given to, unless that has lost the passage. */
    private final Workspace workspace;

    private @Nullable Query query;
    private List<String> unknown = List.of();
    private Candidates candidates;
    private @Nullable Step running;
    private int runningIn;
    private int runningCount;
    private long runningSinceNanos;

    Passage(Cascade cascade, Request request, Deadline deadline, double effort, Workspace workspace) {
        if (!(effort > 0 && effort <= 1)) {
            throw new IllegalArgumentException("effort: " + effort + " (expected: > 0, <= 1)");
        }
        this.cascade = cascade;
        this.request = request;
        this.deadline = deadline;
        this.effort = effort;
        this.workspace = workspace;
        this.candidates = workspace.candidates();
        this.trace = new Trace(deadline);
    }

    /** Does a part of a step; told when to end. */
    interface Work {
        void run(Cancellation cancellation);
    }

    /** Thrown through the path of a thread that has lost its passage. */
    private static final class TakenOver extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TakenOver() {
            super("taken over", null, false, false);
        }
    }

    /**
     * Goes the way through the cascade; to be called once.
     *
     * @return the answer, or null when another thread has taken over
     * @throws InvalidRequestException when the request is not understood; the message names the part
     */
    public @Nullable Response answer() {
        try {
            Response response = cascade.path(this);
            cascade.giveBack(workspace);
            return response;
        } catch (TakenOver e) {
            return null;
        } catch (RuntimeException e) {
            cascade.giveBack(workspace);
            throw e;
        }
    }

    /** Tells the stage that runs to end, and later ones too; from any thread. */
    public void cancel() {
        cancellation.cancel();
    }

    /**
     * Takes the passage from a thread whose stage has not ended; from any thread.
     *
     * @return whether it is now the caller's, who must see to it that {@link #resume()} is called; false when no stage
     *     runs, since the thread then goes on by itself
     */
    public boolean takeOver() {
        int seen = owner.get();
        if ((seen & 1) == 0 || !owner.compareAndSet(seen, seen + 1)) {
            return false;
        }
        lost().gaveUp();
        return true;
    }

    /**
     * Goes on from the stages that are done, by the thread that took over or one it gave the passage to.
     *
     * @return the answer, or null when it was taken over once more
     */
    public @Nullable Response resume() {
        Step step = lost();
        candidates = step == cascade.steps().retrieve() ? new Candidates() : copy(candidates);
        trace.overstay(step, runningIn);
        step.cost().overstayed(runningCount, deadline.elapsedNanos() - runningSinceNanos);
        try {
            return cascade.path(this);
        } catch (TakenOver e) {
            return null;
        }
    }

    private Step lost() {
        if (running == null) {
            throw new IllegalStateException("no stage was taken over");
        }
        return running;
    }

    /** What the lost thread may still read is left to it; features, which it may be writing, are not copied. */
    private static Candidates copy(Candidates from) {
        Candidates to = new Candidates();
        for (int row = 0; row < from.size(); row++) {
            to.add(from.ordinal(row), from.sources(row), from.retrievalScore(row));
            to.lift(row, from.tier(row), from.score(row));
        }
        return to;
    }

    /**
     * Runs a step's work; says in the trace when it does not succeed.
     *
     * @param in what the step was given
     * @param count the candidates its cost is measured by
     * @return whether it came to its end
     */
    boolean run(Step step, int in, int count, Work work) {
        int mine = owner.get();
        long begin = deadline.elapsedNanos();
        running = step;
        runningIn = in;
        runningCount = count;
        runningSinceNanos = begin;
        owner.set(mine + 1);
        Throwable fault = null;
        try {
            work.run(cancellation);
        } catch (Throwable e) {
            fault = e;
        }
        if (!owner.compareAndSet(mine + 1, mine)) {
            step.cameBack();
            throw new TakenOver();
        }
        long took = deadline.elapsedNanos() - begin;
        if (fault == null) {
            step.ran(count, took, !deadline.unlimited());
            return true;
        }
        if (fault instanceof OutOfMemoryError error) {
            throw error;
        }
        if (cancellation.cancelled()) {
            step.cost().overstayed(count, took);
            trace.overstay(step, in);
        } else {
            failed(step, in, fault);
        }
        return false;
    }

    /**
     * The step gave {@code lost} of {@code count} scores that are no numbers, which is a fault; the others are kept.
     */
    void unscored(Step step, int lost, int count) {
        if (!deadline.unlimited()) {
            cascade.faults()
                    .failed(
                            step.name(),
                            new IllegalStateException(lost + " of " + count + " scores (expected: finite numbers)"));
        }
        if (lost < count) {
            trace.narrow(step, count - lost, count, "scores that are no numbers");
        }
    }

    private void failed(Step step, int in, Throwable fault) {
        if (deadline.unlimited()) {
            throw new IllegalStateException(step.name() + " failed: " + fault, fault);
        }
        cascade.faults().failed(step.name(), fault);
        trace.fail(step, in, "an error");
    }

    /** Returns whether the stages were told to end. */
    boolean cancelled() {
        return cancellation.cancelled();
    }

    Request request() {
        return request;
    }

    Deadline deadline() {
        return deadline;
    }

    double effort() {
        return effort;
    }

    Trace trace() {
        return trace;
    }

    Candidates candidates() {
        return candidates;
    }

    /** Reads the request, unless a thread that has lost the passage did. */
    void read() {
        if (query == null) {
            query = cascade.read(request, workspace);
        }
    }

    Query query() {
        if (query == null) {
            throw new IllegalStateException("the request is not read yet");
        }
        return query;
    }

    List<String> unknown() {
        return unknown;
    }

    void unknown(List<String> ids) {
        unknown = ids;
    }
}
