package dev.millrace.edge.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The newest events, oldest first. One writer; {@link #list} is for any reader and does not change any more. */
final class EventRing {
    private final int most;
    private volatile List<StoredEvent> newest = Collections.emptyList();

    EventRing(int most) {
        this.most = most;
    }

    void add(StoredEvent event) {
        List<StoredEvent> old = newest;
        int from = Math.max(0, old.size() + 1 - most);
        List<StoredEvent> next = new ArrayList<>(Math.min(most, old.size() + 1));
        next.addAll(old.subList(from, old.size()));
        next.add(event);
        newest = Collections.unmodifiableList(next);
    }

    List<StoredEvent> list() {
        return newest;
    }
}
