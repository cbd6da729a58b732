package dev.millrace.training.factors;

/**
 * What training says after every epoch: a point of a learning curve. Immutable.
 *
 * @param run what is being trained, "search 2/6", "validate" or "final"
 * @param epoch epochs done in this run, from 1
 * @param epochs most epochs of this run
 * @param loss mean training loss of the epoch
 * @param recall Recall@20 on the validation part, or NaN where it was not measured
 * @param done share of all work done, estimated, in [0, 1]
 */
public record FactorProgress(String run, int epoch, int epochs, double loss, double recall, double done) {
    /** Told of progress, on the thread that trains. */
    public interface Listener {
        /** Takes note; returns quickly. */
        void epochDone(FactorProgress progress);

        /** Takes note of something worth a line of its own. */
        default void say(String line) {}
    }
}
