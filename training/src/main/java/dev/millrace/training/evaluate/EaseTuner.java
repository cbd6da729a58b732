package dev.millrace.training.evaluate;

import dev.millrace.training.pipeline.HeldOutUser;
import dev.millrace.training.pipeline.Learning;
import dev.millrace.training.pipeline.TrainingProgress;
import dev.millrace.training.pipeline.UserEvents;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses EASE's lambda as its paper does, on validation: by NDCG@10 of models of the most frequent items, learned from
 * the part of the training events that is fit, for users whose next items were held out of it. Stateless.
 */
final class EaseTuner {
    private static final double[] LAMBDAS = {50, 100, 200, 400, 800, 1600};
    private static final int USERS = 1500;

    /** The inverse takes the cube of the items; so many tell one lambda from another. */
    private static final int ITEMS = 4000;

    private EaseTuner() {}

    static double lambda(Learning learning, Evaluation.Settings settings) {
        boolean repeats = learning.data().repeats();
        int items = learning.data().items().size();
        List<TestUser> judges = learning.cut().heldOut().stream()
                .map(user -> judge(user, !repeats))
                .toList();
        if (judges.isEmpty()) {
            return LAMBDAS[LAMBDAS.length / 2];
        }
        Interactions fit = interactions(learning.cut().fit(), items);
        Map<String, RecommenderSystem> models = new LinkedHashMap<>();
        for (double lambda : LAMBDAS) {
            models.put(Double.toString(lambda), Ease.learn(fit, lambda, ITEMS));
        }
        EvaluationResult result = new Evaluation(
                        new Evaluation.Settings(settings.threads(), USERS, 1, settings.seed()), judges, items)
                .run(models, TrainingProgress.SILENT);
        double best = LAMBDAS[0];
        for (double lambda : LAMBDAS) {
            if (ndcg(result, lambda) > ndcg(result, best)) {
                best = lambda;
            }
        }
        return best;
    }

    static Interactions interactions(UserEvents events, int items) {
        return Interactions.of(events.offsets(), events.items(), items);
    }

    private static TestUser judge(HeldOutUser user, boolean excludesSeen) {
        return new TestUser(user.user(), user.history(), user.targets(), excludesSeen);
    }

    private static double ndcg(EvaluationResult result, double lambda) {
        return result.metric(Double.toString(lambda), "ndcg@10").value();
    }
}
