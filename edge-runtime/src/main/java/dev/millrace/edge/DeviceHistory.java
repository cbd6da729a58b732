package dev.millrace.edge;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.UserHistories;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.edge.store.EventStore;
import dev.millrace.edge.store.StoredEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The events of the device's one user as the running bundle understands them: those of types and items it knows, in the
 * order of their times. Thread-safe.
 *
 * <p>The events of a store that has not changed since are resolved once.
 */
final class DeviceHistory implements UserHistories {
    /** The user of the device. */
    static final String USER = "me";

    private final ItemTable items;
    private final EventStore store;
    private volatile Resolved latest;

    /** A history and the events it was made of. */
    private record Resolved(List<StoredEvent> events, History history) {}

    DeviceHistory(ItemTable items, EventStore store) {
        this.items = items;
        this.store = store;
        List<StoredEvent> events = store.events();
        this.latest = new Resolved(events, resolve(events));
    }

    @Override
    public History history(String userId) {
        return history();
    }

    @SuppressWarnings("ReferenceEquality") // a store that changed has another list
    History history() {
        Resolved seen = latest;
        List<StoredEvent> events = store.events();
        if (seen.events() != events) {
            seen = new Resolved(events, resolve(events));
            latest = seen;
        }
        return seen.history();
    }

    private History resolve(List<StoredEvent> events) {
        int[] ordinals = new int[events.size()];
        byte[] types = new byte[events.size()];
        long[] times = new long[events.size()];
        int size = 0;
        for (StoredEvent stored : events) {
            int type = items.schema().eventType(stored.event().type());
            int item = type < 0 ? -1 : items.ordinal(stored.event().itemId());
            if (item < 0) {
                continue;
            }
            long time = stored.event().timestampMillis();
            int at = size++;
            for (; at > 0 && times[at - 1] > time; at--) {
                ordinals[at] = ordinals[at - 1];
                types[at] = types[at - 1];
                times[at] = times[at - 1];
            }
            ordinals[at] = item;
            types[at] = (byte) type;
            times[at] = time;
        }
        return new History(Arrays.copyOf(ordinals, size), Arrays.copyOf(types, size), Arrays.copyOf(times, size));
    }

    @Override
    public List<HistoryEvent> events(String userId) {
        List<HistoryEvent> all = new ArrayList<>();
        for (StoredEvent stored : store.events()) {
            if (items.schema().eventType(stored.event().type()) >= 0) {
                all.add(new HistoryEvent(
                        stored.event().itemId(),
                        stored.event().type(),
                        stored.event().timestampMillis()));
            }
        }
        return all;
    }
}
