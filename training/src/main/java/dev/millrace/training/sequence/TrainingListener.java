package dev.millrace.training.sequence;

/** Hears how training goes; called on the training thread. */
public interface TrainingListener {
    /** A listener that does nothing. */
    TrainingListener NONE = new TrainingListener() {};

    /**
     * Called after every step.
     *
     * @param epoch current pass, from 1
     * @param epochs the most passes there will be
     * @param step steps done in this pass
     * @param steps steps of this pass
     */
    default void step(int epoch, int epochs, int step, int steps) {}

    /** Called when there is something worth a line of its own. */
    default void say(String line) {}

    /** Called after every pass. */
    default void epoch(LearningCurve.Point point) {}
}
