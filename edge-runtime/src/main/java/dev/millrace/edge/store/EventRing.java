package dev.millrace.edge.store;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The newest events, oldest first. One thread at a time.
 *
 * <p>Events are written behind those that are there, into an array with room for as many again; a list is a window of
 * the array, in which nothing is written any more.
 */
final class EventRing {
    private static final int LEAST = 16;

    private final int most;
    private StoredEvent[] events = new StoredEvent[0];
    private int from;
    private int to;

    EventRing(int most) {
        this.most = most;
    }

    void add(StoredEvent event) {
        if (to == events.length) {
            StoredEvent[] next = new StoredEvent[Math.max(LEAST, 2 * (to - from))];
            System.arraycopy(events, from, next, 0, to - from);
            events = next;
            to -= from;
            from = 0;
        }
        events[to++] = event;
        from = Math.max(from, to - most);
    }

    /** Returns the events as they are now; the list does not change any more and is for any thread. */
    List<StoredEvent> list() {
        return Collections.unmodifiableList(Arrays.asList(events).subList(from, to));
    }
}
