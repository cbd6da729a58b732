package dev.millrace.edge.store;

import java.io.UncheckedIOException;
import java.util.List;

/**
 * The events that are kept of a device's user, for whoever sends them to a server: to be read, and noted as sent.
 * Thread-safe. It is the recommender's, which alone adds to it, forgets and closes it.
 */
public interface EventLog {
    /** Returns the newest events, oldest first; the list does not change any more. */
    List<StoredEvent> events();

    /** Returns how many events were ever observed since the last forgetting. */
    long observed();

    /** Returns the sequence up to which no event need be sent to a server any more, 0 for none. */
    long synced();

    /**
     * Returns the kept events that no server is known to have, as they are now.
     *
     * @throws IllegalStateException when the store is closed
     */
    Unsent unsent();

    /**
     * Returns whether none of these was forgotten.
     *
     * @throws IllegalStateException when the store is closed
     */
    boolean holds(Unsent unsent);

    /**
     * Notes, durably, that the events up to a sequence need not be sent any more.
     *
     * @return false, and nothing is noted, where they were forgotten meanwhile
     * @throws UncheckedIOException when it cannot be written; then it does not count
     * @throws IllegalStateException when the store is closed
     */
    boolean sent(Unsent unsent, long sequence);
}
