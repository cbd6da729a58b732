package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.History;
import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SplitTest {
    private static final Dataset SHOP = SyntheticShop.generate(new ShopOptions(300, 400, 8000, 5));

    private static Dataset of(EventLog events, @Nullable EventLog test) {
        return new Dataset(
                "t", Format.CSV, events, Optional.ofNullable(test), SHOP.items(), ImportReport.made(events, "t"));
    }

    private static EventLog untimed() {
        EventLog events = SHOP.events();
        EventLogBuilder builder = new EventLogBuilder();
        for (int i = 0; i < events.size(); i++) {
            builder.add(builder.user("u" + events.user(i)), events.item(i), 0, History.NO_TIME, Float.NaN);
        }
        return builder.build();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.2, 0.5, 0.9, 0.99})
    void aTimeSplitNeverShowsTheFuture(double share) {
        EventLog events = SHOP.events();
        long cut = events.timestamp((int) (share * events.size())) + 1;
        Partition parts = new Split.AtTime(cut).apply(SHOP);
        assertThat(parts.train().endMillis()).isLessThan(cut);
        long targets = 0;
        for (int t = 0; t < parts.test().size(); t++) {
            assertThat(parts.test().nowMillis(t)).isEqualTo(cut);
            int[] later = laterItems(parts.test().user(t), cut);
            assertThat(parts.test().targets(t)).isEqualTo(later);
            targets += later.length;
        }
        assertThat(parts.test().targetCount()).isEqualTo((int) targets);
        Column.Instants created = parts.items().instants(Field.Role.CREATED).orElseThrow();
        for (int item = 0; item < created.size(); item++) {
            assertThat(created.value(item)).isLessThan(cut);
        }
    }

    private static int[] laterItems(int user, long cut) {
        EventLog events = SHOP.events();
        return java.util.stream.IntStream.range(0, events.size())
                .filter(i -> events.user(i) == user && events.timestamp(i) >= cut)
                .map(events::item)
                .distinct()
                .toArray();
    }

    @Test
    void newToUserLeavesOutWhatTheUserHadBefore() {
        Partition parts = Split.defaultFor(SHOP).apply(SHOP);
        Histories histories = parts.train().histories();
        Holdout fresh = parts.test().newToUser(parts.train());
        assertThat(fresh.targetCount()).isPositive().isLessThan(parts.test().targetCount());
        for (int t = 0; t < fresh.size(); t++) {
            List<Integer> had =
                    Arrays.stream(histories.of(fresh.user(t)).items()).boxed().toList();
            assertThat(fresh.targets(t)).isNotEmpty();
            for (int target : fresh.targets(t)) {
                assertThat(had).doesNotContain(target);
            }
        }
        Holdout warm = parts.test().withHistory(parts.train());
        assertThat(warm.size()).isLessThan(parts.test().size());
    }

    @Test
    void leaveOneOutHoldsTheLastEvent() {
        Histories all = SHOP.events().histories();
        Partition parts = new Split.LeaveOneOut().apply(SHOP);
        assertThat(parts.train().size() + parts.test().size())
                .isEqualTo(SHOP.events().size());
        for (int t = 0; t < parts.test().size(); t++) {
            int user = parts.test().user(t);
            int last = all.event(all.end(user) - 1);
            assertThat(parts.test().targets(t)).containsExactly(SHOP.events().item(last));
            assertThat(parts.train().histories().of(user).items())
                    .isEqualTo(all.before(user, all.size(user) - 1).items());
            if (t == 20) {
                break;
            }
        }
    }

    @Test
    void usersWithOneEventAreLearnedFromAndNotTested() {
        EventLogBuilder events = new EventLogBuilder();
        events.add(events.user("one"), 1, 0, History.NO_TIME, Float.NaN);
        events.add(events.user("two"), 2, 0, History.NO_TIME, Float.NaN);
        events.add(events.user("two"), 3, 0, History.NO_TIME, Float.NaN);
        Partition parts = new Split.LeaveOneOut().apply(of(events.build(), null));
        assertThat(parts.train().size()).isEqualTo(2);
        assertThat(parts.test().size()).isEqualTo(1);
        assertThat(parts.test().targets(0)).containsExactly(3);
    }

    @Test
    void theGivenPartIsTakenAsItIs() {
        EventLog events = untimed();
        EventLog test = events.select(i -> i % 5 == 0);
        EventLog train = events.select(i -> i % 5 != 0);
        Partition parts = new Split.Given().apply(of(train, test));
        assertThat(parts.train()).isSameAs(train);
        assertThat(parts.test().targetCount()).isPositive().isLessThanOrEqualTo(test.size());
    }

    @Test
    void partsOfWhichOneHasTimesAreNoOneStream() {
        assertThatThrownBy(() -> of(SHOP.events(), untimed()).everything())
                .isInstanceOf(DataException.class)
                .hasMessage("t: the test part has no times (expected: times, as the training part)");
        assertThat(SHOP.everything()).isSameAs(SHOP.events());
    }

    @Test
    void theDefaultFollowsWhatTheDataHas() {
        assertThat(Split.defaultFor(SHOP)).isInstanceOf(Split.AtTime.class);
        assertThat(Split.defaultFor(of(untimed(), null))).isInstanceOf(Split.LeaveOneOut.class);
        assertThat(Split.defaultFor(of(untimed(), untimed()))).isInstanceOf(Split.Given.class);
        Partition parts = Split.defaultFor(SHOP).apply(SHOP);
        assertThat(parts.train().size()).isBetween(7000, 7300);
    }

    @Test
    void splitsAreReadAndBadOnesRefused() {
        assertThat(Split.parse("time:2011-11-09T00:00:00Z").label()).isEqualTo("time:2011-11-09T00:00:00Z");
        assertThat(Split.parse("time:2011-11-09").label()).isEqualTo("time:2011-11-09T00:00:00Z");
        assertThat(Split.parse("leave-one-out")).isInstanceOf(Split.LeaveOneOut.class);
        assertThat(Split.parse("given")).isInstanceOf(Split.Given.class);
        for (String bad : List.of("", "time", "time:", "time:soon", "random", "Given")) {
            assertThatThrownBy(() -> Split.parse(bad)).as(bad).isInstanceOf(DataException.class);
        }
        assertThatThrownBy(() -> new Split.Given().apply(SHOP)).hasMessageContaining("declares no test part");
        assertThatThrownBy(() -> new Split.AtTime(0).apply(SHOP)).hasMessageContaining("0 training");
        assertThatThrownBy(() -> new Split.AtTime(1).apply(of(untimed(), null))).hasMessageContaining("no times");
    }

    @Test
    void eventsOfOneMomentKeepTheOrderOfTheData() {
        EventLogBuilder builder = new EventLogBuilder();
        long[] times = {5, 3, 5, 1, 3, 5};
        for (int i = 0; i < times.length; i++) {
            builder.add(builder.user("u"), i, 0, times[i], Float.NaN);
        }
        assertThat(builder.build().histories().of(0).items()).containsExactly(3, 1, 4, 0, 2, 5);
        assertThatThrownBy(() -> builder.add(0, 0, 0, History.NO_TIME, 0)).hasMessageContaining("missing");
    }
}
