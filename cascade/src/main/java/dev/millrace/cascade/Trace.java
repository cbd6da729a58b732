package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import java.util.ArrayList;
import java.util.List;

/** What happened to one request so far. Owned by the request's worker. */
final class Trace {
    private final Deadline deadline;
    private final List<Response.Stage> stages = new ArrayList<>(5);
    private final List<String> reasons = new ArrayList<>(1);
    private boolean degraded;
    private long last;

    Trace(Deadline deadline) {
        this.deadline = deadline;
        this.last = deadline.elapsedNanos();
    }

    boolean expired() {
        return deadline.expired();
    }

    void stage(String name, int in, int out) {
        stages.add(new Response.Stage(name, in, out, lap(), "", Double.NaN));
    }

    void retrieved(Retriever.Retrieval retrieval, int items, Candidates candidates) {
        stages.add(new Response.Stage(
                "retrieve", items, candidates.size(), lap(), retrieval.strategy(), retrieval.selectivity()));
    }

    /** Notes that a stage did less than it should have. */
    void degrade(String reason) {
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

    private long lap() {
        long now = deadline.elapsedNanos();
        long nanos = now - last;
        last = now;
        return nanos;
    }
}
