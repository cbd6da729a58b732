package dev.millrace.cascade;

import dev.millrace.cascade.Response.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What happened to one request so far. Owned by the thread that has its passage. */
final class Trace {
    private static final Retriever.Retrieval NO_SEARCH = new Retriever.Retrieval("", Double.NaN, 0, true);

    private final Deadline deadline;
    private final List<Response.Stage> stages = new ArrayList<>(5);
    private final List<String> reasons = new ArrayList<>(1);
    private Outcome planned = Outcome.FULL;
    private boolean degraded;
    private long last;

    Trace(Deadline deadline) {
        this.deadline = deadline;
        this.last = deadline.elapsedNanos();
    }

    /** Returns whether the step is behind the request. */
    boolean has(Step step) {
        for (Response.Stage stage : stages) {
            if (stage.name().equals(step.name())) {
                return true;
            }
        }
        return false;
    }

    /** The step ended, having done all that was planned. */
    void did(Step step, int in, int out) {
        did(step, in, out, NO_SEARCH);
    }

    void did(Step step, int in, int out, Retriever.Retrieval search) {
        add(step, in, out, search, planned);
    }

    /** The step has nothing to say. */
    void pass(Step step, int in) {
        add(step, in, 0, NO_SEARCH, Outcome.PASSED);
    }

    /** The step gets, or got through, fewer than wanted; it is behind the request when {@link #did} says so. */
    void narrow(Step step, int width, int wanted, String why) {
        planned = Outcome.NARROWED;
        degrade(step.name() + " narrowed to " + width + " of " + wanted + ": " + why);
    }

    void skip(Step step, int in, String why) {
        degrade(step.name() + " skipped: " + why);
        add(step, in, 0, NO_SEARCH, Outcome.SKIPPED);
    }

    void fail(Step step, int in, String why) {
        degrade(step.name() + " failed: " + why);
        add(step, in, 0, NO_SEARCH, Outcome.FAILED);
    }

    void overstay(Step step, int in) {
        degrade(step.name() + " ended: the time was up");
        add(step, in, 0, NO_SEARCH, Outcome.OVERSTAYED);
    }

    private void degrade(String reason) {
        degraded = true;
        reasons.add(reason);
    }

    /** Notes what the caller should know though nothing went wrong. */
    void note(String reason) {
        reasons.add(reason);
    }

    Response.Coverage coverage() {
        return new Response.Coverage(degraded, reasons, stages);
    }

    long tookNanos() {
        return deadline.elapsedNanos();
    }

    private void add(Step step, int in, int out, Retriever.Retrieval search, Outcome outcome) {
        long now = deadline.elapsedNanos();
        stages.add(new Response.Stage(
                step.name(), in, out, now - last, search.strategy(), search.selectivity(), search.visited(), outcome));
        last = now;
        planned = Outcome.FULL;
    }
}
