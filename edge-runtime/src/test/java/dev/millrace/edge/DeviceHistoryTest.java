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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceHistoryTest {
    private final ItemTable items = DeviceShop.catalog(5).items();

    @Test
    void followsTheStoreAsOneThatWasJustOpenedWould(@TempDir Path folder) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (EventStore store = EventStore.open(folder.resolve("events"), null, new StoreLimits(40, 8_192))) {
            DeviceHistory history = new DeviceHistory(items, store);
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
                        .isEqualTo(events(new DeviceHistory(items, store).history()));
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

    private static List<List<Long>> events(History history) {
        List<List<Long>> events = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            events.add(List.of((long) history.item(i), (long) history.type(i), history.timestamp(i)));
        }
        return events;
    }
}
