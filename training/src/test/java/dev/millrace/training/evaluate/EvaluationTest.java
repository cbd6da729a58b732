package dev.millrace.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import dev.millrace.training.pipeline.TrainingProgress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** User u has item u in the history and wants item u + 1 of 50. */
final class EvaluationTest {
    private static final int ITEMS = 50;
    private static final List<TestUser> USERS = IntStream.range(0, 40)
            .mapToObj(
                    u -> new TestUser(u, new History(new int[] {u}, new byte[1], new long[1]), new int[] {u + 1}, true))
            .toList();

    /** Ranks the target at a place that depends on the user, other unseen items around it. */
    private static RecommenderSystem placing(java.util.function.IntUnaryOperator place, double operations) {
        return (user, ranked, compute) -> {
            int target = user.user() + 1;
            int other = ITEMS - 1;
            int size = 20;
            for (int rank = 0; rank < size; rank++) {
                if (rank == place.applyAsInt(user.user())) {
                    ranked[rank] = target;
                } else {
                    while (other == target || other == user.user()) {
                        other--;
                    }
                    ranked[rank] = other--;
                }
            }
            compute.scored(10, operations);
            return size;
        };
    }

    private static EvaluationResult run(Map<String, RecommenderSystem> systems, int threads) {
        return new Evaluation(Evaluation.Settings.threads(threads), USERS, ITEMS).run(systems, TrainingProgress.SILENT);
    }

    private static Map<String, RecommenderSystem> systems() {
        Map<String, RecommenderSystem> systems = new LinkedHashMap<>();
        systems.put("retrieve", placing(user -> user % 20, 1));
        systems.put("rerank", placing(user -> user % 5, 2));
        systems.put("fine", placing(user -> 0, 3));
        systems.put("exhaustive", placing(user -> 0, 1000));
        systems.put("cascade", placing(user -> user % 2, 10));
        return systems;
    }

    @Test
    void metricsAreMeansOverTheUsers() {
        EvaluationResult result = run(systems(), 1);
        assertThat(result.metric("fine", "ndcg@10").value()).isEqualTo(1);
        assertThat(result.metric("fine", "mrr")).isEqualTo(new Interval(1, 1, 1));
        assertThat(result.metric("retrieve", "hr@10").value()).isEqualTo(0.5);
        assertThat(result.metric("retrieve", "recall@20").value()).isEqualTo(1);
        assertThat(result.metric("cascade", "mrr").value()).isEqualTo(0.75);
        Interval interval = result.metric("retrieve", "hr@10");
        assertThat(interval.low()).isBetween(0.25, 0.45);
        assertThat(interval.high()).isBetween(0.55, 0.75);
        assertThatThrownBy(() -> result.metric("nobody", "mrr")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void coverageIsTheShareOfItemsAnybodyWasShown() {
        Map<String, RecommenderSystem> systems = new LinkedHashMap<>();
        systems.put("popularity", (user, ranked, compute) -> {
            for (int i = 0; i < 30; i++) {
                ranked[i] = ITEMS - 1 - i < user.user() ? ITEMS - 2 - i : ITEMS - 1 - i;
            }
            ranked[0] = user.user() == 0 ? 7 : ranked[0];
            return 30;
        });
        List<TestUser> two = USERS.subList(0, 1);
        EvaluationResult result =
                new Evaluation(Evaluation.Settings.threads(1), two, ITEMS).run(systems, TrainingProgress.SILENT);
        assertThat(result.metric("popularity", "coverage").value()).isEqualTo(20.0 / ITEMS);
    }

    @Test
    void stagesAreComparedInPairsAndTheCascadeWithTheExhaustiveRanker() {
        EvaluationResult result = run(systems(), 1);
        assertThat(result.steps().stream().map(step -> step.system() + " over " + step.over()))
                .containsExactly("rerank over retrieve", "fine over rerank");
        assertThat(result.steps()).allSatisfy(step -> {
            assertThat(step.gain().excludesZero()).isTrue();
            assertThat(step.gain().value())
                    .isCloseTo(
                            result.metric(step.system(), "ndcg@10").value()
                                    - result.metric(step.over(), "ndcg@10").value(),
                            within(1e-12));
        });
        Interval kept = result.kept().orElseThrow();
        assertThat(kept.value()).isEqualTo(result.metric("cascade", "ndcg@10").value());
        assertThat(kept.low()).isLessThan(kept.value());
        assertThat(kept.high()).isGreaterThan(kept.value());
        assertThat(result.computeShare()).contains(0.01);
    }

    @Test
    void theNumberOfThreadsChangesNothingButTheTime() {
        EvaluationResult one = run(systems(), 1);
        EvaluationResult three = run(systems(), 3);
        assertThat(three.metrics()).isEqualTo(one.metrics());
        assertThat(three.steps()).isEqualTo(one.steps());
        assertThat(three.compute()).hasEntrySatisfying("cascade", spent -> {
            assertThat(spent.items()).isEqualTo(10);
            assertThat(spent.operations()).isEqualTo(100);
        });
    }

    @Test
    void aSampleIsDrawnFromItsSeedAndIsTheSameForEverySystem() {
        Evaluation.Settings settings = new Evaluation.Settings(1, 10, 100, 5);
        Evaluation evaluation = new Evaluation(settings, USERS, ITEMS);
        assertThat(evaluation.users()).hasSize(10).isSubsetOf(USERS);
        assertThat(new Evaluation(settings, USERS, ITEMS).users()).isEqualTo(evaluation.users());
        assertThat(new Evaluation(new Evaluation.Settings(1, 10, 100, 6), USERS, ITEMS).users())
                .isNotEqualTo(evaluation.users());
        assertThat(evaluation.run(systems(), TrainingProgress.SILENT).users()).isEqualTo(10);
    }

    @Test
    void aSystemThatRepeatsAnItemOrShowsASeenOneIsABug() {
        List<RecommenderSystem> buggy = new ArrayList<>();
        buggy.add((user, ranked, compute) -> {
            ranked[0] = 45;
            ranked[1] = 45;
            return 2;
        });
        buggy.add((user, ranked, compute) -> {
            ranked[0] = user.user();
            return 1;
        });
        for (RecommenderSystem system : buggy) {
            assertThatThrownBy(() -> run(Map.of("fine", system), 2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("fine ranks item");
        }
    }

    @Test
    void theDocumentHasARowForEverySystemAndMetric() {
        JsonObject json = JsonReader.parse(run(systems(), 1).toJson().toString());
        List<JsonObject> rows = json.objects("metrics");
        assertThat(rows).hasSize(5 * (Metric.STANDARD.size() + 1));
        assertThat(rows.get(0).names()).containsExactly("system", "metric", "value", "low", "high");
        assertThat(rows.stream().map(row -> row.string("metric")).distinct())
                .containsExactly("recall@10", "recall@20", "ndcg@10", "ndcg@20", "hr@10", "mrr", "coverage");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.number("low")).isLessThanOrEqualTo(row.number("value"));
            assertThat(row.number("high")).isGreaterThanOrEqualTo(row.number("value"));
        });
        assertThat(json.int32("users")).isEqualTo(40);
        assertThat(json.objects("steps")).hasSize(2);
        assertThat(json.object("ndcg10Kept").number("value")).isBetween(0.5, 1.0);
        assertThat(json.number("computeShare")).isEqualTo(0.01);
        assertThat(json.objects("compute")).hasSize(5);
    }

    @Test
    void theTableIsAlignedAndSaysWhatIsKept() {
        String table = run(systems(), 1).toTable();
        List<String> lines = table.lines().toList();
        assertThat(lines.get(0)).isEqualTo("40 test users, 95% bootstrap intervals");
        assertThat(lines.get(1)).startsWith("system").contains("ndcg@10", "coverage");
        assertThat(lines.subList(1, 7).stream().map(String::length).distinct()).hasSize(1);
        assertThat(table)
                .contains("rerank over retrieve, ndcg@10: +", "the cascade keeps ", "for 1.00% of its compute");
    }
}
