package dev.millrace.training.evaluate;

import dev.millrace.training.pipeline.LearningData;
import dev.millrace.training.pipeline.TrainingProgress;
import dev.millrace.training.pipeline.UserEvents;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures a release against baselines learned from the same training part, on a test part. Stateless. */
public final class ReleaseEvaluation {
    private static final double EASE_LAMBDA = 200;

    /** All systems, in the order of the table. */
    public static final Set<String> SYSTEMS = Collections.unmodifiableSet(new LinkedHashSet<>(
            List.of("popularity", "itemknn", "ease", "retrieve", "rerank", "fine", "exhaustive", "cascade")));

    private ReleaseEvaluation() {}

    /** Returns a choice of systems; throws {@link IllegalArgumentException} for a name that is none. */
    public static Set<String> systems(String... names) {
        Set<String> chosen = new LinkedHashSet<>(List.of(names));
        for (String name : chosen) {
            if (!SYSTEMS.contains(name)) {
                throw new IllegalArgumentException(
                        "system: " + name + " (expected: one of " + String.join(", ", SYSTEMS) + ")");
            }
        }
        return chosen;
    }

    /**
     * Evaluates.
     *
     * @param release to measure
     * @param training what it learned from; the baselines learn from the same
     * @param users the test part
     * @param names which systems
     */
    public static EvaluationResult run(
            OpenRelease release,
            LearningData training,
            List<TestUser> users,
            Evaluation.Settings settings,
            Set<String> names,
            TrainingProgress progress) {
        Map<String, RecommenderSystem> systems = new LinkedHashMap<>();
        baselines(training, names, progress, systems);
        RankCost cost = RankCost.of(release);
        systems.put("retrieve", new StageSystem(release, StageSystem.Upto.RETRIEVE, cost));
        systems.put("rerank", new StageSystem(release, StageSystem.Upto.RERANK, cost));
        systems.put("fine", new StageSystem(release, StageSystem.Upto.FINE, cost));
        systems.put(EvaluationResult.EXHAUSTIVE, new StageSystem(release, StageSystem.Upto.EXHAUSTIVE, cost));
        systems.put(EvaluationResult.CASCADE, new CascadeSystem(release, cost));
        systems.keySet().retainAll(names);
        return new Evaluation(settings, users, release.catalog().items().size()).run(systems, progress);
    }

    private static void baselines(
            LearningData training,
            Set<String> names,
            TrainingProgress progress,
            Map<String, RecommenderSystem> systems) {
        UserEvents events = training.events();
        Interactions interactions = Interactions.of(
                events.offsets(), events.items(), training.items().size());
        systems.put("popularity", new Popularity(interactions));
        if (names.contains("itemknn")) {
            progress.begin("learn item-kNN");
            systems.put("itemknn", new ItemKnn(interactions, ItemKnn.NEIGHBOURS, ItemKnn.SHRINKAGE));
            progress.done(ItemKnn.NEIGHBOURS + " neighbours");
        }
        if (names.contains("ease")) {
            progress.begin("learn EASE");
            systems.put("ease", Ease.learn(interactions, EASE_LAMBDA, Ease.MAX_ITEMS));
            progress.done("lambda " + EASE_LAMBDA);
        }
    }
}
