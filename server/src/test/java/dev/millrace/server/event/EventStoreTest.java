package dev.millrace.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.feature.History;
import dev.millrace.server.config.EventConfig;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EventStoreTest {
    private static final long NOW = 1000;

    private static UserEvent event(String id, String user, long time) {
        return new UserEvent(id, user, new HistoryEvent("item-" + id, "view", time));
    }

    @Test
    void keepsAUsersNewestEventsByTheirOwnTime() {
        EventStore store = new EventStore(new EventConfig(3, 100, 100));
        for (int time : new int[] {50, 10, 40, 20, 30}) {
            assertThat(store.add(event("e" + time, "u", time), NOW)).isEqualTo(EventStore.Outcome.STORED);
        }
        assertThat(store.events("u")).extracting(HistoryEvent::timestampMillis).containsExactly(30L, 40L, 50L);
        assertThat(store.size()).isEqualTo(3);
    }

    @Test
    void keepsTheOrderOfSendingAmongEqualTimes() {
        EventStore store = new EventStore(new EventConfig(10, 100, 100));
        store.add(event("a", "u", 1), NOW);
        store.add(event("b", "u", 1), NOW);
        store.add(event("c", "u", 0), NOW);
        assertThat(store.events("u")).extracting(HistoryEvent::itemId).containsExactly("item-c", "item-a", "item-b");
    }

    @Test
    void tellsOfAnEventThatIsOlderThanAllThatAreKept() {
        EventStore store = new EventStore(new EventConfig(2, 100, 100));
        store.add(event("a", "u", 10), NOW);
        store.add(event("b", "u", 20), NOW);
        assertThat(store.add(event("old", "u", 9), NOW)).isEqualTo(EventStore.Outcome.TOO_OLD);
        assertThat(store.events("u")).extracting(HistoryEvent::itemId).containsExactly("item-a", "item-b");
        assertThat(store.size()).isEqualTo(2);
        assertThat(store.add(event("old", "u", 11), NOW)).as("its id is free").isEqualTo(EventStore.Outcome.STORED);
    }

    @Test
    void anEventWithoutATimeIsTheNewestOfItsUserWhateverTheClockSays() {
        EventStore store = new EventStore(new EventConfig(3, 100, 100));
        store.add(event("now", "u", History.NO_TIME), NOW);
        store.add(event("ahead", "u", NOW + 500), NOW);
        store.add(event("next", "u", History.NO_TIME), NOW + 1);
        store.add(event("back", "u", History.NO_TIME), NOW - 100);
        assertThat(store.events("u"))
                .extracting(HistoryEvent::itemId)
                .containsExactly("item-ahead", "item-next", "item-back");
        assertThat(store.events("u")).extracting(HistoryEvent::timestampMillis).containsOnly(NOW + 500);
    }

    @Test
    void storesAnIdOnceEvenAfterItsEventHasFallenOut() {
        EventStore store = new EventStore(new EventConfig(1, 100, 100));
        store.add(event("old", "u", 1), NOW);
        store.add(event("new", "u", 2), NOW);
        assertThat(store.add(event("old", "u", 3), NOW)).isEqualTo(EventStore.Outcome.KNOWN);
        assertThat(store.events("u")).extracting(HistoryEvent::itemId).containsExactly("item-new");
    }

    @Test
    void forgetsTheUserLongestNotHeardOf() {
        EventStore store = new EventStore(new EventConfig(2, 4, 100));
        store.add(event("a1", "a", 1), NOW);
        store.add(event("a2", "a", 2), NOW);
        store.add(event("b1", "b", 1), NOW);
        store.add(event("c1", "c", 1), NOW);
        assertThat(store.events("a")).hasSize(2);
        store.add(event("d1", "d", 1), NOW);
        assertThat(store.events("b")).isEmpty();
        assertThat(store.events("a")).hasSize(2);
        assertThat(store.users()).isEqualTo(3);
    }

    @Test
    void remembersOnlyTheNewestIds() {
        EventStore store = new EventStore(new EventConfig(10, 100, 2));
        store.add(event("e1", "u", 1), NOW);
        store.add(event("e2", "u", 1), NOW);
        store.add(event("e3", "u", 1), NOW);
        assertThat(store.add(event("e3", "u", 1), NOW)).isEqualTo(EventStore.Outcome.KNOWN);
        assertThat(store.add(event("e1", "u", 1), NOW)).isEqualTo(EventStore.Outcome.STORED);
    }

    @Test
    void staysWithinItsBoundsWhateverIsSent() {
        long seed = 11;
        Random random = new Random(seed);
        EventStore store = new EventStore(new EventConfig(5, 40, 60));
        for (int i = 0; i < 5000; i++) {
            store.add(event("e" + random.nextInt(200), "u" + random.nextInt(30), random.nextInt(100)), NOW);
            assertThat(store.size()).as("seed %d, event %d", seed, i).isLessThanOrEqualTo(40);
        }
        int sum = 0;
        for (int user = 0; user < 30; user++) {
            assertThat(store.events("u" + user))
                    .hasSizeLessThanOrEqualTo(5)
                    .isSortedAccordingTo((a, b) -> Long.compare(a.timestampMillis(), b.timestampMillis()));
            sum += store.events("u" + user).size();
        }
        assertThat(store.size()).isEqualTo(sum);
    }
}
