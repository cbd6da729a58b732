package dev.millrace.edge.store;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of a store that no server is known to have, as they were at one moment. Immutable.
 *
 * @param storeId the store's random name, another after {@link EventStore#forget}
 * @param synced the sequence up to which nothing need be sent
 * @param observed the sequence of the newest event there was
 * @param events those between that are kept, oldest first; the others have fallen out of the store
 */
public record Unsent(long storeId, long synced, long observed, List<StoredEvent> events) {
    /** Wraps the list, which must not change any more. */
    public Unsent {
        events = Collections.unmodifiableList(events);
    }

    /** Returns whether every event need not be sent any more. */
    public boolean isEmpty() {
        return synced == observed;
    }

    /**
     * Returns the event's name, the same each time: the app's own id, or one that no event of any store has. The time
     * is part of it, for a store that was copied or put back from a backup: it gives its sequences a second time.
     */
    public String idOf(StoredEvent event) {
        @Nullable String given = event.event().eventId();
        return given != null
                ? given
                : Long.toHexString(storeId) + "-" + event.sequence() + "-"
                        + Long.toHexString(event.event().timestampMillis());
    }
}
