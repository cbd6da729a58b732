package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The shop holds what it promises: each kind of signal is there, and more of it than the one before tells. */
final class SyntheticShopTest {
    private static final Dataset SHOP = SyntheticShop.generate(ShopOptions.SMALL);

    @Test
    void aShopHasTheSizeAskedFor() {
        assertThat(SHOP.events().size()).isEqualTo(150_000);
        assertThat(SHOP.events().users()).hasSize(5000).doesNotHaveDuplicates();
        assertThat(SHOP.items().size()).isEqualTo(1000);
        assertThat(SHOP.events().sorted()).isTrue();
        assertThat(SHOP.report().gaps()).isEmpty();
        for (Field.Role role : Field.Role.values()) {
            assertThat(role == Field.Role.NONE
                            || SHOP.items().schema().field(role).isPresent())
                    .isTrue();
        }
        Column.Keywords brands = SHOP.items().keywords(Field.Role.BRAND).orElseThrow();
        assertThat(brands.dictionary()).doesNotHaveDuplicates();
        assertThat(SHOP.items().keywords(Field.Role.CATEGORY).orElseThrow().dictionary())
                .doesNotHaveDuplicates();
    }

    @Test
    void theSameSeedGivesTheSameShopAndAnotherSeedAnother() {
        ShopOptions options = new ShopOptions(300, 200, 5000, 9);
        EventLog one = SyntheticShop.generate(options).events();
        EventLog same = SyntheticShop.generate(options).events();
        EventLog other =
                SyntheticShop.generate(new ShopOptions(300, 200, 5000, 10)).events();
        for (int i = 0; i < one.size(); i++) {
            assertThat(same.item(i)).isEqualTo(one.item(i));
            assertThat(same.timestamp(i)).isEqualTo(one.timestamp(i));
        }
        assertThat(other.histories().of(7).items())
                .isNotEqualTo(one.histories().of(7).items());
    }

    @Test
    void aFewItemsHaveManyEvents() {
        int[] counts = counts(SHOP.events());
        Arrays.sort(counts);
        int top = IntStream.range(900, 1000).map(i -> counts[i]).sum();
        assertThat(top).isBetween(40_000, 100_000);
    }

    @Test
    void itemsArriveWhileTheShopIsOpenAndNoneIsSeenBefore() {
        Column.Instants created = SHOP.items().instants(Field.Role.CREATED).orElseThrow();
        EventLog events = SHOP.events();
        long late = 0;
        for (int item = 0; item < created.size(); item++) {
            late += created.value(item) > events.timestamp(0) ? 1 : 0;
        }
        assertThat(late).isBetween(200L, 400L);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.timestamp(i)).isGreaterThanOrEqualTo(created.value(events.item(i)));
        }
    }

    @Test
    void newItemsAreLookedAtMoreThanOldOnes() {
        Column.Instants created = SHOP.items().instants(Field.Role.CREATED).orElseThrow();
        EventLog events = SHOP.events();
        long week = 7L * 24 * 3600 * 1000;
        long start = events.timestamp(0);
        long fresh = 0;
        long later = 0;
        for (int i = 0; i < events.size(); i++) {
            long born = created.value(events.item(i));
            if (born > start && born < events.endMillis() - 8 * week) {
                fresh += events.timestamp(i) < born + week ? 1 : 0;
                later += events.timestamp(i) >= born + 7 * week && events.timestamp(i) < born + 8 * week ? 1 : 0;
            }
        }
        assertThat(fresh).isGreaterThan((long) (1.3 * later));
    }

    /** Popularity, what was seen together in any order, and what followed in order, each asked for ten items. */
    @Test
    void popularityIsBeatenByCoOccurrenceAndThatByOrder() {
        Partition parts = new Split.LeaveOneOut().apply(SHOP);
        EventLog train = parts.train();
        int[] popularity = counts(train);
        Map<Integer, Map<Integer, Integer>> together = pairs(train, true);
        Map<Integer, Map<Integer, Integer>> following = pairs(train, false);
        double popular = 0;
        double near = 0;
        double next = 0;
        Histories histories = train.histories();
        for (int t = 0; t < parts.test().size(); t++) {
            int user = parts.test().user(t);
            int target = parts.test().targets(t)[0];
            int last = train.item(histories.event(histories.end(user) - 1));
            popular += gain(target, item -> popularity[item]);
            near += gain(target, item -> together.getOrDefault(last, Map.of()).getOrDefault(item, 0));
            next += gain(target, item -> following.getOrDefault(last, Map.of()).getOrDefault(item, 0));
        }
        assertThat(near).isGreaterThan(2 * popular);
        assertThat(next).isGreaterThan(1.15 * near);
    }

    /** The discounted gain of a target among the first ten. */
    private static double gain(int target, IntUnaryOperator score) {
        int rank = rank(target, score);
        return rank < 10 ? Math.log(2) / Math.log(rank + 2) : 0;
    }

    private static int rank(int target, IntUnaryOperator score) {
        int of = score.applyAsInt(target);
        int above = 0;
        for (int item = 0; item < 1000; item++) {
            int other = score.applyAsInt(item);
            above += other > of || (other == of && item < target) ? 1 : 0;
        }
        return above;
    }

    /** Counts pairs of different items next to each other in a history, in both directions or forward alone. */
    private static Map<Integer, Map<Integer, Integer>> pairs(EventLog train, boolean bothWays) {
        Map<Integer, Map<Integer, Integer>> pairs = new HashMap<>();
        Histories histories = train.histories();
        for (int user = 0; user < histories.users(); user++) {
            int[] items = histories.of(user).items();
            for (int i = 1; i < items.length; i++) {
                if (items[i] != items[i - 1]) {
                    pairs.computeIfAbsent(items[i - 1], k -> new HashMap<>()).merge(items[i], 1, Integer::sum);
                    if (bothWays) {
                        pairs.computeIfAbsent(items[i], k -> new HashMap<>()).merge(items[i - 1], 1, Integer::sum);
                    }
                }
            }
        }
        return pairs;
    }

    private static int[] counts(EventLog events) {
        int[] counts = new int[1000];
        for (int i = 0; i < events.size(); i++) {
            counts[events.item(i)]++;
        }
        return counts;
    }

    @Test
    void aUserKeepsToAPriceLevel() {
        int items = SHOP.items().size();
        Column.Numbers prices = SHOP.items().numbers(Field.Role.PRICE).orElseThrow();
        Column.Keywords categories = SHOP.items().keywords(Field.Role.CATEGORY).orElseThrow();
        double[] sums = new double[categories.dictionary().size()];
        int[] counts = new int[sums.length];
        for (int item = 0; item < items; item++) {
            int category = categories.code(categories.begin(item));
            sums[category] += Math.log(prices.value(item));
            counts[category]++;
        }
        double[] relative = new double[items];
        for (int item = 0; item < items; item++) {
            int category = categories.code(categories.begin(item));
            relative[item] = Math.log(prices.value(item)) - sums[category] / counts[category];
        }
        Histories histories = SHOP.events().histories();
        double together = 0;
        double square = 0;
        for (int user = 0; user < histories.users(); user++) {
            int[] had = histories.of(user).items();
            int half = had.length / 2;
            double before = Arrays.stream(had)
                    .limit(half)
                    .mapToDouble(i -> relative[i])
                    .average()
                    .orElse(0);
            double after = Arrays.stream(had)
                    .skip(half)
                    .mapToDouble(i -> relative[i])
                    .average()
                    .orElse(0);
            together += before * after;
            square += (before * before + after * after) / 2;
        }
        assertThat(together / square).isGreaterThan(0.3);
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new ShopOptions(99, 1, 100, 1)).hasMessageContaining("items: 99");
        assertThatThrownBy(() -> new ShopOptions(100, 0, 100, 1)).hasMessageContaining("users: 0");
        assertThatThrownBy(() -> new ShopOptions(100, 100, 199, 1)).hasMessageContaining("events: 199");
        assertThatThrownBy(() -> new ShopOptions(10_000_001, 1, 100, 1)).hasMessageContaining("items");
    }
}
