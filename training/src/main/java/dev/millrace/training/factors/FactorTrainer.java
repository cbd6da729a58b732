package dev.millrace.training.factors;

import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.FoldInParameters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Trains factors from events: the way in to this package. Stateless and thread-safe; each call owns its threads and
 * ends them.
 *
 * <p>Training is a row of runs of the {@link SoftmaxLearner}. The search runs are short, narrow and on at most 20,000
 * users; they choose settings by Recall@20 on a part cut from the data ({@link Validation}). The validation run has
 * full width and finds the number of epochs, stopping early when recall falls. The final run learns from everything for
 * that long. Where the part cut off is less than a hundredth of the data, the validation run's best state is the result
 * and there is no final run; where there is too little data to cut from, there is only the final run.
 */
public final class FactorTrainer {
    static final int SEARCH_USERS = 20_000;
    private static final int SEARCH_DIMENSION = 64;
    private static final int SEARCH_EPOCHS = 12;
    private static final int VALIDATION_USERS = 5_000;
    private static final int LEAST_VALIDATION_USERS = 30;
    private static final double REFIT_SHARE = 0.01;

    private FactorTrainer() {}

    /**
     * Trains factors.
     *
     * @param data events, at least one
     * @param config what the caller chose
     * @param listener told after every epoch
     * @param checkpoint where to keep the state between epochs; when a state of the same data and configuration lies
     *     there, training goes on from it and ends with the same result, at once when it had ended; the caller removes
     *     the file
     * @throws TrainingInterruptedException when the thread is interrupted; the checkpoint stands
     * @throws java.io.UncheckedIOException when the checkpoint cannot be written
     */
    public static FactorModel train(
            FactorData data, FactorConfig config, FactorProgress.Listener listener, Optional<Path> checkpoint) {
        Histories all = data.histories();
        if (all.size() == 0) {
            throw new IllegalArgumentException("data: no event of positive weight (expected: at least one)");
        }
        Plan plan = plan(data, all, config);
        Checkpoint state = Checkpoint.open(checkpoint, fingerprint(data, config), listener);
        try (Workers workers = new Workers(config.threads())) {
            Runs runs = new Runs(state, listener, workers, Kernels.fastest(), plan.work());
            LearnerConfig chosen = search(plan, runs);
            FactorModel model = fit(plan, runs, chosen, state);
            return model;
        }
    }

    /**
     * Trains factors on other data with the settings another model ended with, without search and validation.
     *
     * @param data events, at least one
     * @param like whose settings and number of epochs to use
     * @param threads threads to compute with, &gt; 0
     * @param listener told after every epoch
     * @param checkpoint see {@link #train}
     */
    public static FactorModel retrain(
            FactorData data,
            FactorModel like,
            int threads,
            FactorProgress.Listener listener,
            Optional<Path> checkpoint) {
        Histories all = data.histories();
        LearnerConfig config = like.config();
        Checkpoint state = Checkpoint.open(checkpoint, data.fingerprint() * 31 + config.hashCode(), listener);
        try (Workers workers = new Workers(threads)) {
            Runs runs = new Runs(state, listener, workers, Kernels.fastest(), Plan.work(config, all, 0));
            RunState last = runs.run("final", all, Optional.empty(), config);
            FactorModel model = model(
                    last.learner.inputVectors(), last.learner.itemVectors(), like.validationRecall(), config, state);
            return model;
        }
    }

    private static long fingerprint(FactorData data, FactorConfig config) {
        FactorConfig anyThreads = new FactorConfig(
                config.dimension(), config.maxEpochs(), 1, config.seed(), config.search(), config.refit());
        return data.fingerprint() * 31 + anyThreads.hashCode();
    }

    private static Plan plan(FactorData data, Histories all, FactorConfig config) {
        LearnerConfig start = SearchSpace.start(data, all, config);
        Validation validation = Validation.cut(all, data.ordered(), VALIDATION_USERS, config.seed());
        boolean validates = validation.users.length >= LEAST_VALIDATION_USERS;
        boolean searches = validates && config.search();
        boolean refits = !validates || (config.refit() && validation.targets.length > REFIT_SHARE * all.size());
        return new Plan(all, validation, start, data.ordered(), validates, searches, refits);
    }

    private static LearnerConfig search(Plan plan, Runs runs) {
        LearnerConfig best = plan.start();
        if (!plan.searches()) {
            return best;
        }
        Validation part = plan.validation().limitedTo(SEARCH_USERS);
        List<UnaryOperator<LearnerConfig>> moves = SearchSpace.moves(plan.ordered());
        int count = moves.size() + 1;
        double bestRecall =
                runs.outcome("search 1/" + count, part.train, part, brief(best)).recall();
        for (int i = 0; i < moves.size(); i++) {
            LearnerConfig moved = moves.get(i).apply(best);
            String name = "search " + (i + 2) + "/" + count;
            double recall = runs.outcome(name, part.train, part, brief(moved)).recall();
            if (recall > bestRecall) {
                best = moved;
                bestRecall = recall;
            }
        }
        return best;
    }

    static LearnerConfig brief(LearnerConfig config) {
        return config.withDimension(Math.min(SEARCH_DIMENSION, config.dimension()))
                .withEpochs(Math.min(config.epochs(), SEARCH_EPOCHS));
    }

    private static FactorModel fit(Plan plan, Runs runs, LearnerConfig chosen, Checkpoint state) {
        if (!plan.validates()) {
            RunState last = runs.run("final", plan.all(), Optional.empty(), chosen);
            return model(last.learner.inputVectors(), last.learner.itemVectors(), Double.NaN, chosen, state);
        }
        Validation part = plan.validation();
        if (!plan.refits()) {
            RunState last = runs.run("final", part.train, Optional.of(part), chosen);
            LearnerConfig stopped = chosen.withEpochs(last.bestEpoch);
            return model(last.bestInputVectors, last.bestItemVectors, last.bestRecall, stopped, state);
        }
        Checkpoint.Outcome validated = runs.outcome("validate", part.train, part, chosen);
        LearnerConfig stopped = chosen.withEpochs(validated.epochs());
        RunState last = runs.run("final", plan.all(), Optional.empty(), stopped);
        return model(last.learner.inputVectors(), last.learner.itemVectors(), validated.recall(), stopped, state);
    }

    private static FactorModel model(
            float[] inputVectors, float[] itemVectors, double recall, LearnerConfig config, Checkpoint state) {
        return new FactorModel(
                new FloatVectors(itemVectors, config.dimension()),
                new FloatVectors(inputVectors, config.dimension()),
                new FoldInParameters(config.recencyExponent(), config.maxItems()),
                recall,
                state.curve(),
                config);
    }

    /**
     * Returns about how long {@link #train} will take on this machine when it is otherwise idle. Multiplies matrices
     * for a moment to learn the machine's speed.
     */
    public static Duration estimate(FactorData data, FactorConfig config) {
        double seconds = work(data, config) / (Speed.measure(Kernels.fastest()) * config.threads());
        return Duration.ofMillis((long) (1000 * seconds));
    }

    /** Returns the floating-point operations of {@link #train}, about. */
    static double work(FactorData data, FactorConfig config) {
        return plan(data, data.histories(), config).work();
    }
}
