package dev.millrace.training.rerank;

import java.time.Duration;

/** Hears how training goes on, from the thread that trains. */
public interface RerankProgress {
    /** Ignores everything. */
    RerankProgress NONE = new RerankProgress() {
        @Override
        public void started(long steps, Duration atMost) {}

        @Override
        public void step(long done) {}

        @Override
        public void epoch(RerankOutcome.Epoch epoch) {}
    };

    /**
     * Training begins.
     *
     * @param steps how many steps there are at most
     * @param atMost how long they take if none is saved by stopping early, from a few steps timed beforehand
     */
    void started(long steps, Duration atMost);

    /** The {@code done}-th step is done. */
    void step(long done);

    /** A pass is over. */
    void epoch(RerankOutcome.Epoch epoch);
}
