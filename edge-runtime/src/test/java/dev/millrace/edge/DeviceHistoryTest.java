package dev.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.edge.store.EventStore;
import dev.millrace.edge.store.StoreLimits;
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

    private static List<List<Long>> events(History history) {
        List<List<Long>> events = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            events.add(List.of((long) history.item(i), (long) history.type(i), history.timestamp(i)));
        }
        return events;
    }
}
