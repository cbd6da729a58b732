package dev.millrace.server.event;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.feature.History;
import dev.millrace.server.config.EventConfig;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * The newest events of users, in memory. Thread-safe: one lock guards all of it, held for microseconds.
 *
 * <p>Bounded three ways. A user keeps the newest events by their own time. All users together keep a total; beyond it
 * whole users are forgotten, the one longest neither written nor read first, so that a history is never cut in the
 * middle. Event ids are remembered apart from the events, oldest forgotten first: a repeated event is known again even
 * when it has fallen out of its user's newest.
 */
public final class EventStore {
    private final EventConfig config;
    private final Map<String, List<HistoryEvent>> users = new LinkedHashMap<>(16, 0.75f, true);
    private final SequencedSet<String> ids = new LinkedHashSet<>();
    private int total;

    /** Creates an empty store. */
    public EventStore(EventConfig config) {
        this.config = config;
    }

    /** What became of an event. */
    public enum Outcome {
        STORED,
        /** Its id is known; nothing was changed. */
        KNOWN,
        /** Its user has as many events as are kept, all of them newer; nothing was changed. */
        TOO_OLD
    }

    /**
     * Stores an event.
     *
     * @param nowMillis the time of an event that has none, unless its user has a newer one: it stands behind that
     */
    public synchronized Outcome add(UserEvent event, long nowMillis) {
        if (ids.contains(event.eventId())) {
            return Outcome.KNOWN;
        }
        List<HistoryEvent> events = users.computeIfAbsent(event.userId(), user -> new ArrayList<>(4));
        HistoryEvent timed = timed(events, event.event(), nowMillis);
        if (events.size() == config.maxPerUser()
                && timed.timestampMillis() < events.getFirst().timestampMillis()) {
            return Outcome.TOO_OLD;
        }
        ids.add(event.eventId());
        if (ids.size() > config.maxRememberedIds()) {
            ids.removeFirst();
        }
        insert(events, timed);
        total++;
        if (events.size() > config.maxPerUser()) {
            events.removeFirst();
            total--;
        }
        forgetUsers();
        return Outcome.STORED;
    }

    private static HistoryEvent timed(List<HistoryEvent> events, HistoryEvent event, long nowMillis) {
        if (event.timestampMillis() != History.NO_TIME) {
            return event;
        }
        long time = events.isEmpty()
                ? nowMillis
                : Math.max(nowMillis, events.getLast().timestampMillis());
        return new HistoryEvent(event.itemId(), event.type(), time);
    }

    /** Keeps ascending times; among equal times the order they were sent in. */
    private static void insert(List<HistoryEvent> events, HistoryEvent event) {
        int at = events.size();
        while (at > 0 && events.get(at - 1).timestampMillis() > event.timestampMillis()) {
            at--;
        }
        events.add(at, event);
    }

    private void forgetUsers() {
        Iterator<List<HistoryEvent>> eldest = users.values().iterator();
        while (total > config.maxTotal()) {
            total -= eldest.next().size();
            eldest.remove();
        }
    }

    /** Returns a copy of the stored events of a user, oldest first, empty for an unknown one. */
    public synchronized List<HistoryEvent> events(String userId) {
        List<HistoryEvent> events = users.get(userId);
        return events == null ? List.of() : List.copyOf(events);
    }

    /** Returns the number of stored events. */
    public synchronized int size() {
        return total;
    }

    /** Returns the number of users with stored events. */
    public synchronized int users() {
        return users.size();
    }
}
