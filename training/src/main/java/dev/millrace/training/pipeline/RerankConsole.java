package dev.millrace.training.pipeline;

import dev.millrace.training.rerank.RerankOutcome;
import dev.millrace.training.rerank.RerankProgress;
import java.time.Duration;

/** Passes the re-ranker's progress on. */
final class RerankConsole implements RerankProgress {
    private final TrainingProgress progress;
    private long steps = 1;
    private String last = "";

    RerankConsole(TrainingProgress progress) {
        this.progress = progress;
    }

    @Override
    public void started(long allSteps, Duration atMost) {
        steps = Math.max(1, allSteps);
    }

    @Override
    public void step(long done) {
        progress.at((double) done / steps, "step " + done + "/" + steps + last);
    }

    @Override
    public void epoch(RerankOutcome.Epoch epoch) {
        last = FirstStageTrainer.measured("ndcg@10", epoch.ndcg());
    }
}
