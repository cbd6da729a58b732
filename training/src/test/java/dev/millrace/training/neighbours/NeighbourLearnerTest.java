package dev.millrace.training.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.feature.SimilarItems;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourLearnerTest {
    private static final int ITEMS = 40;
    private static final List<EventType> TYPES = List.of(new EventType("view", 1), new EventType("buy", 3));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void listsEqualTheDefinitionComputedOverAllPairs(long seed) {
        Random random = new Random(seed);
        EventSequences events = random(random, 30, seed % 2 == 0);
        NeighbourConfig config =
                new NeighbourConfig(7, 15, 1 + random.nextInt(12), 0.7, 0.3, 0.4, 0.3, 0.5, random.nextInt(3));
        SimilarItems lists = new NeighbourLearner(config).learn(events, ITEMS, 1);
        for (int item = 0; item < ITEMS; item++) {
            double[] weights = bruteForce(events, config, item);
            double[] best = Arrays.stream(weights)
                    .filter(weight -> weight > 0)
                    .map(weight -> -weight)
                    .sorted()
                    .limit(7)
                    .map(weight -> -weight)
                    .toArray();
            assertThat(lists.end(item) - lists.begin(item)).as("seed " + seed).isEqualTo(best.length);
            for (int k = 0; k < best.length; k++) {
                int at = lists.begin(item) + k;
                assertThat((double) lists.weight(at)).isCloseTo(best[k], within(1e-5 * best[k]));
                assertThat((double) lists.weight(at)).isCloseTo(weights[lists.neighbour(at)], within(1e-5 * best[k]));
            }
        }
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        EventSequences events = random(new Random(3), 200, true);
        NeighbourLearner learner = new NeighbourLearner(NeighbourConfig.FOLLOWING);
        SimilarItems one = learner.learn(events, ITEMS, 1);
        SimilarItems three = learner.learn(events, ITEMS, 3);
        assertThat(three.offsets()).isEqualTo(one.offsets());
        assertThat(three.neighbours()).isEqualTo(one.neighbours());
        assertThat(three.weights()).isEqualTo(one.weights());
    }

    @Test
    void selectionTakesOrderWhereOrderRules() {
        // Whoever has i takes i + 1 next; co-occurrence cannot tell i + 1 from i - 1.
        List<NeighbourSelection.Outcome> outcomes = new NeighbourSelection(1)
                .compare(pairs(new Random(9)), ITEMS, List.of(NeighbourConfig.TOGETHER, NeighbourConfig.FOLLOWING), 1);
        assertThat(outcomes.getFirst().config()).isEqualTo(NeighbourConfig.FOLLOWING);
        assertThat(outcomes.getFirst().ndcg()).isGreaterThan(0.8);
        assertThat(outcomes.getLast().ndcg()).isLessThan(outcomes.getFirst().ndcg());
    }

    @Test
    void anItemNobodyHadTakesTheItemsThatShareItsRareCategory() {
        int[] offsets = {0, 2, 4, 6, 6};
        Column.Keywords categories =
                Column.keywords(List.of("all", "mugs", "pots"), offsets, new int[] {0, 1, 0, 2, 0, 1});
        ItemTable table = new ItemTable(
                new Schema(
                        List.of(new Field("category", Field.Type.KEYWORD, Field.Role.CATEGORY)),
                        List.of(new EventType("buy", 1))),
                List.of("mug1", "pot", "mug2", "bare"),
                List.of(categories));
        ItemStatistics statistics =
                new ItemStatistics(new float[] {5, 9, 0, 0}, new float[4], new long[4], History.NO_TIME, 0);
        SimilarItems learned = SimilarItems.of(new int[] {0, 1, 2, 2, 2}, new int[] {1, 0}, new float[] {0.5f, 0.4f});
        SimilarItems filled = new SharedAttributes(5).fill(learned, table, statistics);
        assertThat(filled.begin(2)).isEqualTo(2);
        assertThat(filled.neighbour(filled.begin(2))).isEqualTo(0);
        assertThat(filled.weight(filled.begin(2))).isBetween(0.01f, 0.5f);
        assertThat(filled.end(3)).isEqualTo(filled.begin(3));
        assertThat(filled.neighbour(0)).isEqualTo(1);
        assertThat(filled.weight(0)).isEqualTo(0.5f);
    }

    private static EventSequences pairs(Random random) {
        int users = 300;
        int length = 8;
        int[] offsets = new int[users + 1];
        int[] items = new int[users * length];
        for (int at = 0; at < items.length; at += 2) {
            items[at] = random.nextInt(ITEMS);
            items[at + 1] = (items[at] + 1) % ITEMS;
        }
        for (int user = 0; user < users; user++) {
            offsets[user + 1] = offsets[user] + length;
        }
        long[] times = new long[items.length];
        Arrays.fill(times, History.NO_TIME);
        return new EventSequences(offsets, items, new byte[items.length], times, TYPES);
    }

    private static EventSequences random(Random random, int users, boolean timed) {
        int[] offsets = new int[users + 1];
        for (int user = 0; user < users; user++) {
            offsets[user + 1] = offsets[user] + random.nextInt(30);
        }
        int[] items =
                random.ints(offsets[users], 0, ITEMS).map(i -> i * i / ITEMS).toArray();
        long[] times = new long[items.length];
        byte[] types = new byte[items.length];
        for (int i = 0; i < items.length; i++) {
            times[i] = timed ? i / 3 : History.NO_TIME;
            types[i] = (byte) random.nextInt(2);
        }
        return new EventSequences(offsets, items, types, times, TYPES);
    }

    private static double[] bruteForce(EventSequences events, NeighbourConfig config, int item) {
        double[] sums = new double[ITEMS];
        double[] popularity = new double[ITEMS];
        for (int user = 0; user < events.users(); user++) {
            int begin = Math.max(events.begin(user), events.end(user) - config.eventsPerUser());
            int length = events.end(user) - begin;
            for (int a = begin; a < events.end(user); a++) {
                popularity[events.item(a)] += events.weight(a);
                for (int b = begin; b < events.end(user); b++) {
                    if (a == b || events.item(a) != item || Math.abs(a - b) > config.window()) {
                        continue;
                    }
                    boolean together =
                            events.timestamp(a) != History.NO_TIME && events.timestamp(a) == events.timestamp(b);
                    double distance = together ? 1 : Math.abs(a - b);
                    sums[events.item(b)] += events.weight(a)
                            * events.weight(b)
                            * Math.pow(distance, -config.distancePower())
                            * Math.pow(length, -config.userPower())
                            * (together || b > a ? 1 : config.backward());
                }
            }
        }
        sums[item] = 0;
        for (int other = 0; other < ITEMS; other++) {
            if (sums[other] > 0) {
                sums[other] /= Math.pow(popularity[item] + config.shrinkage(), config.sourcePower())
                        * Math.pow(popularity[other], config.targetPower());
            }
        }
        return sums;
    }
}
