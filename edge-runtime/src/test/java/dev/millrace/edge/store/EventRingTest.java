package dev.millrace.edge.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.edge.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventRingTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 20, 1000})
    void aListOfTheNewestEventsStaysAsItWasWhileMoreAreAdded(int most) {
        EventRing ring = new EventRing(most);
        List<StoredEvent> all = new ArrayList<>();
        List<List<StoredEvent>> lists = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(new StoredEvent(i + 1, Event.view("i" + i).at(i)));
            ring.add(all.get(i));
            lists.add(ring.list());
        }
        for (int i = 0; i < 200; i++) {
            assertThat(lists.get(i)).as("after %s", i).isEqualTo(all.subList(Math.max(0, i + 1 - most), i + 1));
        }
    }
}
