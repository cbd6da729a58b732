package dev.millrace.server.event;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.UserHistories;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.History;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a release knows of a user, and after it what was sent since. Thread-safe.
 *
 * <p>An event known to both counts as often as the release knows it. Where the release has no times, what was sent
 * stands after it in the order of its own times, and carries none: a history has times throughout or not at all.
 */
public final class LiveHistories implements UserHistories {
    private final UserHistories known;
    private final EventStore sent;
    private final int maxEvents;
    private final boolean timeless;

    /**
     * Creates the join.
     *
     * @param known the histories of the release
     * @param sent the events sent to the server
     * @param maxEvents the newest events of a user that are used
     */
    public LiveHistories(Catalog catalog, UserHistories known, EventStore sent, int maxEvents) {
        this.known = known;
        this.sent = sent;
        this.maxEvents = maxEvents;
        this.timeless = catalog.statistics().dataEndMillis() == History.NO_TIME;
    }

    @Override
    public List<HistoryEvent> events(String userId) {
        List<HistoryEvent> later = sent.events(userId);
        List<HistoryEvent> earlier = known.events(userId);
        return latest(later.isEmpty() ? earlier : timeless ? append(earlier, later) : merge(earlier, later));
    }

    @Override
    public @Nullable History history(String userId) {
        History history = sent.events(userId).isEmpty() ? known.history(userId) : null;
        return history == null ? null : history.latest(maxEvents);
    }

    private static List<HistoryEvent> append(List<HistoryEvent> earlier, List<HistoryEvent> later) {
        List<HistoryEvent> events = new ArrayList<>(earlier);
        for (HistoryEvent event : later) {
            events.add(new HistoryEvent(event.itemId(), event.type(), History.NO_TIME));
        }
        return events;
    }

    private static List<HistoryEvent> merge(List<HistoryEvent> earlier, List<HistoryEvent> later) {
        Set<HistoryEvent> stored = new HashSet<>(earlier);
        List<HistoryEvent> events = new ArrayList<>(earlier.size() + later.size());
        int at = 0;
        for (HistoryEvent event : later) {
            while (at < earlier.size() && earlier.get(at).timestampMillis() <= event.timestampMillis()) {
                events.add(earlier.get(at++));
            }
            if (!stored.contains(event)) {
                events.add(event);
            }
        }
        events.addAll(earlier.subList(at, earlier.size()));
        return events;
    }

    private List<HistoryEvent> latest(List<HistoryEvent> events) {
        return events.size() <= maxEvents ? events : events.subList(events.size() - maxEvents, events.size());
    }
}
