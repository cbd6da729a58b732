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
import java.util.function.LongSupplier;

/**
 * The events of the device's one user as the running bundle understands them: those of types and items it knows, in the
 * order of their times. Thread-safe.
 *
 * <p>A device's clock is set back and forth. What happens now is not before what has happened, so that it gets the time
 * of the newest event where the clock is behind that; but a time more than a day ahead, as a server takes none, is the
 * mistake of a clock that was ahead: such an event counts at the place and time it was observed at.
 *
 * <p>What has been resolved once is not again: neither all events of a store that has not changed, nor those that are
 * still there after one more.
 */
final class DeviceHistory implements UserHistories {
    /** The user of the device. */
    static final String USER = "me";

    private static final long MOST_AHEAD_MILLIS = 24 * 3_600_000L;

    private final ItemTable items;
    private final EventStore store;
    private final LongSupplier clockMillis;
    private volatile Resolved latest;

    /** A history, the events it was made of and the items of those, -1 where there is none. */
    private static final class Resolved {
        private final List<StoredEvent> events;
        private final int[] items;
        private final History history;

        Resolved(List<StoredEvent> events, int[] items, History history) {
            this.events = events;
            this.items = items;
            this.history = history;
        }
    }

    DeviceHistory(ItemTable items, EventStore store, LongSupplier clockMillis) {
        this.items = items;
        this.store = store;
        this.clockMillis = clockMillis;
        this.latest = resolve(store.events(), new Resolved(List.of(), new int[0], History.EMPTY));
    }

    @Override
    public History history(String userId) {
        return history();
    }

    /** Looks again after it has kept something, so that what was forgotten meanwhile is not kept. */
    @SuppressWarnings("ReferenceEquality") // a store that changed has another list
    History history() {
        Resolved seen = latest;
        for (List<StoredEvent> events = store.events(); seen.events != events; events = store.events()) {
            seen = resolve(events, seen);
            latest = seen;
        }
        return seen.history;
    }

    /** Returns the event with a time, where it is of {@link Event#NOW}. */
    Event timed(Event event) {
        if (event.timestampMillis() != Event.NOW) {
            return event;
        }
        long now = clockMillis.getAsLong();
        long time = now;
        for (StoredEvent stored : store.events()) {
            long other = stored.event().timestampMillis();
            if (other <= now + MOST_AHEAD_MILLIS) {
                time = Math.max(time, other);
            }
        }
        return event.at(time);
    }

    /** Keeps nothing any more that the store has forgotten. */
    void forget() {
        history();
    }

    private Resolved resolve(List<StoredEvent> events, Resolved before) {
        int[] found = items(events, before);
        int[] ordinals = new int[events.size()];
        byte[] types = new byte[events.size()];
        long[] times = new long[events.size()];
        int size = 0;
        long latestTime = clockMillis.getAsLong() + MOST_AHEAD_MILLIS;
        long time = 0;
        for (int i = 0; i < found.length; i++) {
            StoredEvent stored = events.get(i);
            long own = stored.event().timestampMillis();
            time = own > latestTime ? time : own;
            int type = items.schema().eventType(stored.event().type());
            if (type < 0 || found[i] < 0) {
                continue;
            }
            int at = size++;
            for (; at > 0 && times[at - 1] > time; at--) {
                ordinals[at] = ordinals[at - 1];
                types[at] = types[at - 1];
                times[at] = times[at - 1];
            }
            ordinals[at] = found[i];
            types[at] = (byte) type;
            times[at] = time;
        }
        return new Resolved(
                events,
                found,
                new History(Arrays.copyOf(ordinals, size), Arrays.copyOf(types, size), Arrays.copyOf(times, size)));
    }

    /** The events of before are the same objects, further to the front by as many as the store has dropped. */
    @SuppressWarnings("ReferenceEquality")
    private int[] items(List<StoredEvent> events, Resolved before) {
        int[] found = new int[events.size()];
        long dropped = events.isEmpty() || before.events.isEmpty()
                ? 0
                : events.get(0).sequence() - before.events.get(0).sequence();
        for (int i = 0; i < found.length; i++) {
            StoredEvent event = events.get(i);
            long at = i + dropped;
            boolean known = at >= 0 && at < before.items.length && before.events.get((int) at) == event;
            found[i] =
                    known ? before.items[(int) at] : items.ordinal(event.event().itemId());
        }
        return found;
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
