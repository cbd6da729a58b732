package dev.millrace.training.factors;

import dev.millrace.cascade.feature.FoldInParameters;
import dev.millrace.training.factors.Checkpoint.Outcome;
import java.util.Optional;

/** Makes the runs of a plan one after the other, tells of them and keeps the checkpoint. One thread at a time. */
final class Runs {
    /** Looks in a row without a better recall after which a run stops. */
    private static final int PATIENCE = 4;

    private final Checkpoint checkpoint;
    private final FactorProgress.Listener listener;
    private final Workers workers;
    private final Kernels kernels;
    private final double totalWork;
    private double workDone;

    Runs(Checkpoint checkpoint, FactorProgress.Listener listener, Workers workers, Kernels kernels, double totalWork) {
        this.checkpoint = checkpoint;
        this.listener = listener;
        this.workers = workers;
        this.kernels = kernels;
        this.totalWork = totalWork;
    }

    /** Returns the outcome of a run, from the checkpoint when it had ended before. */
    Outcome outcome(String name, Histories histories, Validation validation, LearnerConfig config) {
        Optional<Outcome> earlier = checkpoint.outcome(name);
        if (earlier.isPresent()) {
            workDone += Plan.work(config, histories, validation.users.length);
            return earlier.get();
        }
        RunState state = run(name, histories, Optional.of(validation), config);
        return new Outcome(state.bestRecall, state.bestEpoch);
    }

    /** Runs the learner, from the beginning or from where the checkpoint left it. */
    RunState run(String name, Histories histories, Optional<Validation> validation, LearnerConfig config) {
        int judges = validation.map(part -> part.users.length).orElse(0);
        double work = Plan.work(config, histories, judges);
        int lookEvery = Plan.epochsALook(config, histories, judges);
        RunState state =
                checkpoint.resume(name, () -> new RunState(new SoftmaxLearner(histories, config, kernels, workers)));
        while (state.epoch < config.epochs() && state.stale < PATIENCE) {
            double loss = state.learner.epoch(state.epoch);
            state.epoch++;
            boolean look = state.epoch == config.epochs() || state.epoch % lookEvery == 0;
            double recall = validation.isPresent() && look ? look(state, validation.get(), config) : Double.NaN;
            double done = Math.min(1, (workDone + work * state.epoch / config.epochs()) / totalWork);
            FactorProgress progress = new FactorProgress(name, state.epoch, config.epochs(), loss, recall, done);
            checkpoint.save(name, state, progress);
            listener.epochDone(progress);
        }
        workDone += work;
        checkpoint.end(name, new Outcome(state.bestRecall, state.bestEpoch));
        return state;
    }

    private double look(RunState state, Validation validation, LearnerConfig config) {
        FoldInParameters foldIn = new FoldInParameters(config.recencyExponent(), config.maxItems());
        float[] inputVectors = state.learner.inputVectors();
        float[] itemVectors = state.learner.itemVectors();
        double recall = Recall.measure(validation, inputVectors, itemVectors, foldIn, kernels, workers);
        state.consider(recall, inputVectors, itemVectors);
        return recall;
    }
}
