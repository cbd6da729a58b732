package dev.millrace.training.pipeline;

import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.training.factors.FactorConfig;
import dev.millrace.training.factors.FactorData;
import dev.millrace.training.factors.FactorModel;
import dev.millrace.training.factors.FactorProgress;
import dev.millrace.training.factors.FactorTrainer;
import dev.millrace.training.neighbours.EventSequences;
import dev.millrace.training.neighbours.NeighbourConfig;
import dev.millrace.training.neighbours.NeighbourLearner;
import dev.millrace.training.neighbours.NeighbourSelection;
import dev.millrace.training.neighbours.SharedAttributes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/**
 * Trains stage 1 twice: on the part that is fit, choosing settings as it goes, and later on everything with the
 * settings chosen. One thread at a time.
 */
final class FirstStageTrainer {
    private final TrainOptions options;
    private final Path work;
    private final TrainingProgress progress;

    FirstStageTrainer(TrainOptions options, Path work, TrainingProgress progress) {
        this.options = options;
        this.work = work;
        this.progress = progress;
    }

    /** Returns about how long both trainings of the factors take. */
    Duration estimate(LearningData data) {
        FactorConfig config = config();
        Duration first = FactorTrainer.estimate(factorData(data), config);
        return first;
    }

    FirstStage choose(LearningData fit) {
        progress.begin("factors on the part to fit");
        FactorModel factors = FactorTrainer.train(
                factorData(fit), config().withoutRefit(), listener(), Optional.of(work.resolve("factors-fit.ckpt")));
        progress.done("recall@20 on validation " + percent(factors.validationRecall()) + ", dimension "
                + factors.itemVectors().dimension());
        progress.begin("similar items on the part to fit");
        NeighbourSelection.Outcome best = new NeighbourSelection(options.seed())
                .compare(sequences(fit), fit.items().size(), NeighbourSelection.CANDIDATES, options.threads()).stream()
                        .max(Comparator.comparingDouble(NeighbourSelection.Outcome::ndcg))
                        .orElseThrow();
        FirstStage stage = stage(fit, factors, best.config());
        progress.done("ndcg@20 " + percent(best.ndcg()));
        return stage;
    }

    FirstStage again(LearningData all, FirstStage chosen) {
        progress.begin("factors on everything");
        FactorModel factors = FactorTrainer.retrain(
                factorData(all),
                chosen.factors(),
                options.threads(),
                listener(),
                Optional.of(work.resolve("factors-all.ckpt")));
        progress.done("as many passes as were best before");
        return stage(all, factors, chosen.neighbours());
    }

    private FirstStage stage(LearningData data, FactorModel factors, NeighbourConfig neighbours) {
        FactorModel warm = factors.withColdItems(data.factorAttributes(), data.itemCounts());
        ItemStatistics statistics = StatisticsLearner.learn(data.items(), data.events());
        SimilarItems learned = new NeighbourLearner(neighbours)
                .learn(sequences(data), data.items().size(), options.threads());
        SimilarItems similar = new SharedAttributes(neighbours.neighbours()).fill(learned, data.items(), statistics);
        Catalog catalog = new Catalog(data.items(), statistics, warm.itemVectors(), similar);
        return new FirstStage(catalog, warm, neighbours, data.repeats());
    }

    private FactorConfig config() {
        FactorConfig defaults = FactorConfig.defaults(options.threads(), options.seed());
        return new FactorConfig(
                options.dimension(), defaults.maxEpochs(), options.threads(), options.seed(), true, true);
    }

    private static FactorData factorData(LearningData data) {
        UserEvents events = data.events();
        return events.timed()
                ? FactorData.timed(
                        events.users(),
                        data.items().size(),
                        data.eventUsers(),
                        events.items(),
                        data.weights(),
                        events.timestamps())
                : FactorData.untimed(
                        events.users(),
                        data.items().size(),
                        data.eventUsers(),
                        events.items(),
                        data.weights(),
                        data.ordered());
    }

    private static EventSequences sequences(LearningData data) {
        UserEvents events = data.events();
        return new EventSequences(
                events.offsets(),
                events.items(),
                events.types(),
                events.timestamps(),
                data.items().schema().eventTypes());
    }

    private FactorProgress.Listener listener() {
        return new FactorProgress.Listener() {
            @Override
            public void epochDone(FactorProgress at) {
                tell(at);
            }

            @Override
            public void say(String line) {
                progress.say(line);
            }
        };
    }

    private void tell(FactorProgress at) {
        progress.at(
                at.done(), at.run() + " pass " + at.epoch() + "/" + at.epochs() + measured("recall@20", at.recall()));
    }

    /** Returns the metric behind a comma, or nothing where it was not measured. */
    static String measured(String metric, double value) {
        return Double.isNaN(value) ? "" : ", " + metric + " " + percent(value);
    }

    /** Returns a share with four digits; NaN is what nothing was there to measure with. */
    static String percent(double value) {
        return Double.isNaN(value) ? "not measured" : String.format(java.util.Locale.ROOT, "%.4f", value);
    }
}
