package dev.millrace.training.evaluate;

import dev.millrace.training.pipeline.Learning;
import dev.millrace.training.pipeline.TrainingProgress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures a release against baselines learned from the same training part, on a test part. Stateless. */
public final class ReleaseEvaluation {
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
     * @param learning what it learned from, the baselines learning from the same, and whom to test on
     * @param names which systems
     */
    public static EvaluationResult run(
            OpenRelease release,
            Learning learning,
            Evaluation.Settings settings,
            Set<String> names,
            TrainingProgress progress) {
        Map<String, RecommenderSystem> systems = new LinkedHashMap<>();
        baselines(learning, settings, names, progress, systems);
        RankCost cost = RankCost.of(release);
        systems.put("retrieve", new StageSystem(release, StageSystem.Upto.RETRIEVE, cost));
        systems.put("rerank", new StageSystem(release, StageSystem.Upto.RERANK, cost));
        systems.put("fine", new StageSystem(release, StageSystem.Upto.FINE, cost));
        systems.put(EvaluationResult.EXHAUSTIVE, new StageSystem(release, StageSystem.Upto.EXHAUSTIVE, cost));
        systems.put(EvaluationResult.CASCADE, new CascadeSystem(release, cost));
        systems.keySet().retainAll(names);
        return new Evaluation(
                        settings,
                        learning.testUsers(),
                        release.catalog().items().size())
                .run(systems, progress);
    }

    private static void baselines(
            Learning learning,
            Evaluation.Settings settings,
            Set<String> names,
            TrainingProgress progress,
            Map<String, RecommenderSystem> systems) {
        Interactions interactions = EaseTuner.interactions(
                learning.data().events(), learning.data().items().size());
        systems.put("popularity", new Popularity(interactions));
        if (names.contains("itemknn")) {
            progress.begin("learn item-kNN");
            systems.put("itemknn", new ItemKnn(interactions, ItemKnn.NEIGHBOURS, ItemKnn.SHRINKAGE));
            progress.done(ItemKnn.NEIGHBOURS + " neighbours");
        }
        if (names.contains("ease")) {
            progress.begin("learn EASE");
            double lambda = EaseTuner.lambda(learning, settings);
            systems.put("ease", Ease.learn(interactions, lambda, Ease.MAX_ITEMS));
            progress.done("lambda " + lambda + ", chosen on validation");
        }
    }
}
