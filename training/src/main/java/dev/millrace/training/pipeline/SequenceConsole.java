package dev.millrace.training.pipeline;

import dev.millrace.training.sequence.LearningCurve;
import dev.millrace.training.sequence.TrainingListener;

/** Passes the sequence learner's progress on. */
final class SequenceConsole implements TrainingListener {
    private final TrainingProgress progress;
    private String last = "";

    SequenceConsole(TrainingProgress progress) {
        this.progress = progress;
    }

    @Override
    public void step(int epoch, int epochs, int step, int steps) {
        progress.at((epoch - 1 + (double) step / steps) / epochs, "pass " + epoch + "/" + epochs + last);
    }

    @Override
    public void say(String line) {
        progress.say(line);
    }

    @Override
    public void epoch(LearningCurve.Point point) {
        last = FirstStageTrainer.measured("ndcg@10", point.ndcg());
    }
}
