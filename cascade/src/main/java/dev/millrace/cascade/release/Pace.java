package dev.millrace.cascade.release;

/**
 * How fast a long piece of work goes on that nobody waits for, such as opening a release beside requests. The work
 * tells of its steps, and is held back between them.
 */
@FunctionalInterface
public interface Pace {
    /** As fast as it can. No lambda: a device that opens a bundle meets it (ADR 0083). */
    Pace FULL = new Pace() {
        @Override
        public void step() {
            // goes on at once
        }
    };

    /**
     * Called by the working thread between two steps, as often as it likes; returns when the work may go on.
     *
     * @throws java.util.concurrent.CancellationException when the work is to be given up
     */
    void step();
}
