package dev.millrace.training.factors;

/** Thrown out of training when its thread is interrupted; the last checkpoint stands. */
public final class TrainingInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TrainingInterruptedException() {
        super("training was interrupted");
    }
}
