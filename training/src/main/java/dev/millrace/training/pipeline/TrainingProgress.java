package dev.millrace.training.pipeline;

/** Told how far a long piece of work is. One thread at a time. */
public interface TrainingProgress {
    /** Says nothing. */
    TrainingProgress SILENT = new TrainingProgress() {
        @Override
        public void begin(String name) {}

        @Override
        public void at(double share, String detail) {}

        @Override
        public void done(String outcome) {}

        @Override
        public void say(String line) {}
    };

    /** A step begins. */
    void begin(String name);

    /** The step is this far, in [0, 1]. */
    void at(double share, String detail);

    /** The step ended with this outcome. */
    void done(String outcome);

    /** Something worth a line of its own. */
    void say(String line);
}
