package dev.millrace.cascade;

import java.util.concurrent.atomic.AtomicInteger;

/** A stage as its runs have shown it: its name, its cost, and its runs that have not come back. Thread-safe. */
final class Step {
    private final String name;
    private final CostModel cost = new CostModel();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile boolean awaited;

    Step(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    CostModel cost() {
        return cost;
    }

    /**
     * Learns from a run that ended. Once there were runs that somebody waited for, others teach no more: they are of
     * threads that give way to those.
     */
    void ran(int candidates, long nanos, boolean waitedFor) {
        if (waitedFor && !awaited) {
            awaited = true;
        }
        if (waitedFor || !awaited) {
            cost.observe(candidates, nanos);
        }
    }

    /** Returns whether a run of the stage was given up and is still there: the next one would be lost too. */
    boolean stuck() {
        return lost.get() > 0;
    }

    void gaveUp() {
        lost.incrementAndGet();
    }

    void cameBack() {
        lost.decrementAndGet();
    }

    /** The steps of the request path. Immutable; {@code response} makes the answer of what the others chose. */
    record Path(Step retrieve, Step features, Step rerank, Step fine, Step policy, Step response) {
        static Path create() {
            return new Path(
                    new Step("retrieve"),
                    new Step("features"),
                    new Step("rerank"),
                    new Step("fine"),
                    new Step("policy"),
                    new Step("response"));
        }
    }
}
