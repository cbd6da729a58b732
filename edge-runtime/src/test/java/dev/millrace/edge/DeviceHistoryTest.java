package dev.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.edge.store.EventStore;
import dev.millrace.edge.store.StoreLimits;
import dev.millrace.edge.store.StoredEvent;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceHistoryTest {
    private static final long HOUR = 3_600_000L;
    private static final long NOON = 1_800_000_000_000L;

    private final ItemTable items = DeviceShop.catalog(5).items();
    private final AtomicLong clock = new AtomicLong(NOON);

    @Test
    void followsTheStoreAsOneThatWasJustOpenedWould(@TempDir Path folder) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (EventStore store = EventStore.open(folder.resolve("events"), null, new StoreLimits(40, 8_192))) {
            DeviceHistory history = history(store);
            for (int round = 0; round < 600; round++) {
                if (random.nextInt(150) == 0) {
                    store.forget();
                }
                for (int i = random.nextInt(3); i > 0; i--) {
                    store.add(Event.of(
                                    random.nextInt(8) == 0 ? "unknown" : "view",
                                    "i" + random.nextInt(DeviceShop.ITEMS + 30))
                            .at(random.nextInt(1_000)));
                }
                assertThat(events(history.history()))
                        .as("seed " + seed + ", round " + round)
                        .isEqualTo(events(history(store).history()));
            }
        }
    }

    @Test
    void whatWasForgottenIsNotKeptUntilTheNextList() {
        try (EventStore store = EventStore.inMemory(StoreLimits.DEFAULT);
                EdgeRecommender shop = new EdgeRecommender(
                        DeviceShop.model(1, Ranker.NONE),
                        TrustedKeys.of(SigningKey.generate().publicKey()),
                        EdgeOptions.DEFAULT,
                        store)) {
            shop.observe(Event.view("i1"));
            shop.recommend(Request.items(5).build());
            WeakReference<StoredEvent> event =
                    new WeakReference<>(store.events().get(0));
            shop.forget();
            for (int round = 0; round < 100 && event.get() != null; round++) {
                System.gc();
            }
            assertThat(event.get()).isNull();
        }
    }

    private DeviceHistory history(EventStore store) {
        return new DeviceHistory(items, store, clock::get);
    }

    /** Observes a view of an item as it happens; returns the items of the history, oldest event first. */
    private List<Integer> viewed(EventStore store, int item) {
        DeviceHistory history = history(store);
        store.add(history.timed(Event.view("i" + item)));
        List<Integer> viewed = new ArrayList<>();
        for (int i = 0; i < history.history().size(); i++) {
            viewed.add(Integer.parseInt(items.id(history.history().item(i)).substring(1)));
        }
        return viewed;
    }

    @Test
    void whatHappensAfterTheClockWasSetBackIsNotBeforeWhatHappened() {
        try (EventStore store = EventStore.inMemory(StoreLimits.DEFAULT)) {
            viewed(store, 1);
            clock.addAndGet(-HOUR);
            assertThat(viewed(store, 2)).containsExactly(1, 2);
            clock.addAndGet(-22 * HOUR);
            assertThat(viewed(store, 3)).containsExactly(1, 2, 3);
            assertThat(store.events()).allMatch(stored -> stored.event().timestampMillis() == NOON);
            clock.set(NOON + 1);
            assertThat(viewed(store, 4)).containsExactly(1, 2, 3, 4);
            assertThat(store.events().get(3).event().timestampMillis()).isEqualTo(NOON + 1);
        }
    }

    @Test
    void aClickOfAClockThatWasAYearAheadStaysWhereItWasObserved() {
        try (EventStore store = EventStore.inMemory(StoreLimits.DEFAULT)) {
            viewed(store, 1);
            clock.addAndGet(365 * 24 * HOUR);
            assertThat(viewed(store, 2)).containsExactly(1, 2);
            clock.set(NOON + HOUR);
            assertThat(viewed(store, 3)).containsExactly(1, 2, 3);
            assertThat(store.events().get(2).event().timestampMillis()).isEqualTo(NOON + HOUR);
            assertThat(events(history(store).history()))
                    .extracting(event -> event.get(2))
                    .containsExactly(NOON, NOON, NOON + HOUR);
        }
    }

    @Test
    void aClockThatLostItsDateKeepsTheOrderThatWasObserved() {
        try (EventStore store = EventStore.inMemory(StoreLimits.DEFAULT)) {
            viewed(store, 1);
            viewed(store, 2);
            clock.set(HOUR);
            assertThat(viewed(store, 3)).containsExactly(1, 2, 3);
        }
    }

    private static List<List<Long>> events(History history) {
        List<List<Long>> events = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            events.add(List.of((long) history.item(i), (long) history.type(i), history.timestamp(i)));
        }
        return events;
    }
}
