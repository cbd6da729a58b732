package dev.millrace.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.feature.History;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MetricTest {
    /** The definitions, written down as they are read. */
    private static double oracle(Metric metric, Set<Integer> targets, List<Integer> ranking) {
        List<Integer> top = ranking.subList(0, Math.min(metric.cutoff(), ranking.size()));
        List<Integer> hitRanks = IntStream.range(0, top.size())
                .filter(i -> targets.contains(top.get(i)))
                .mapToObj(i -> i + 1)
                .toList();
        return switch (metric.kind()) {
            case RECALL -> hitRanks.size() / (double) targets.size();
            case HR -> hitRanks.isEmpty() ? 0 : 1;
            case MRR -> hitRanks.isEmpty() ? 0 : 1.0 / hitRanks.get(0);
            case NDCG -> {
                double gain = hitRanks.stream().mapToDouble(MetricTest::gain).sum();
                yield gain
                        / IntStream.rangeClosed(1, Math.min(metric.cutoff(), targets.size()))
                                .mapToDouble(MetricTest::gain)
                                .sum();
            }
        };
    }

    private static double gain(int rank) {
        return 1 / (Math.log(rank + 1) / Math.log(2));
    }

    private static TestUser user(int... targets) {
        return new TestUser(0, History.EMPTY, targets, true);
    }

    @Test
    void everyMetricIsItsDefinition() {
        Random random = new Random(1);
        for (int trial = 0; trial < 500; trial++) {
            int[] targets = random.ints(1 + random.nextInt(30), 0, 120).toArray();
            int[] ranked = random.ints(0, 120).distinct().limit(110).toArray();
            int size = random.nextInt(ranked.length + 1);
            Set<Integer> targetSet = Arrays.stream(targets).boxed().collect(Collectors.toSet());
            List<Integer> ranking = Arrays.stream(ranked).limit(size).boxed().toList();
            for (Metric metric : Metric.STANDARD) {
                assertThat(metric.of(user(targets), ranked, size))
                        .as(metric.label() + " trial " + trial)
                        .isCloseTo(oracle(metric, targetSet, ranking), within(1e-12));
            }
        }
    }

    @Test
    void knownRankingsHaveTheirKnownValues() {
        int[] ranked = {9, 1, 2, 3, 7};
        assertThat(new Metric(Metric.Kind.RECALL, 2).of(user(1, 2, 3, 4), ranked, 5))
                .isEqualTo(0.25);
        assertThat(new Metric(Metric.Kind.NDCG, 10).of(user(9), ranked, 5)).isEqualTo(1);
        assertThat(new Metric(Metric.Kind.NDCG, 10).of(user(1), ranked, 5)).isCloseTo(0.6309297, within(1e-6));
        assertThat(new Metric(Metric.Kind.MRR, 100).of(user(3, 7), ranked, 5)).isEqualTo(0.25);
        assertThat(new Metric(Metric.Kind.MRR, 100).of(user(3, 7), ranked, 3)).isZero();
        assertThat(Metric.STANDARD.stream().map(Metric::label))
                .containsExactly("recall@10", "recall@20", "ndcg@10", "ndcg@20", "hr@10", "mrr");
    }

    @Test
    void aTargetThatMustNotBeRankedIsNoTarget() {
        History history = new History(new int[] {1, 2}, new byte[2], new long[2]);
        assertThat(new TestUser(0, history, new int[] {2, 3, 3}, true).targetCount())
                .isEqualTo(1);
        assertThat(new TestUser(0, history, new int[] {2, 3, 3}, false).targetCount())
                .isEqualTo(2);
        assertThatThrownBy(() -> new TestUser(0, history, new int[] {2}, true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
