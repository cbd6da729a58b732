package dev.millrace.edge.sync;

import dev.millrace.edge.store.EventLog;
import dev.millrace.edge.store.Unsent;
import dev.millrace.edge.update.EventTransport;
import java.time.Clock;

/**
 * Sends what the user did to a server that keeps it under a user id, where an app wants that: nothing is sent but by
 * {@link #sync}. Thread-safe: one sync at a time. The store stays the recommender's, and is to be open during a sync.
 *
 * <p>Events go oldest first, in batches; each batch that is answered is noted in the store, durably, before the next is
 * sent. An answer that does not arrive whole is no answer: those events are sent again, under the same ids, and the
 * server counts each id once.
 *
 * <p>An event that the server rejects is passed by and reported. So is one that makes it refuse a whole batch (400,
 * 413, 422): where the answer names an event, as Millrace's does, that one, and otherwise the one to which halving the
 * batch leads, once the server has answered another batch. A refusal that all events meet is the server's or the app's
 * fault and costs none of them.
 */
public final class EventSync {
    /** Few enough for a body of less than 1 MiB, whatever the ids. */
    public static final int DEFAULT_BATCH = 200;

    private static final int MOST_BATCH = 1_000;

    private final EventLog store;
    private final String userId;
    private final EventTransport transport;
    private final int batch;
    private final Clock clock;

    /**
     * Creates a sync; nothing is sent yet.
     *
     * @param store as {@code EdgeRecommender.events()} returns it; all its events are this user's
     * @param userId under which the server keeps the events
     * @param transport how the server is reached
     * @param batch the most events of one request, 1 to 1,000
     */
    public EventSync(EventLog store, String userId, EventTransport transport, int batch) {
        this(store, userId, transport, batch, Clock.systemUTC());
    }

    EventSync(EventLog store, String userId, EventTransport transport, int batch, Clock clock) {
        if (!EventBatch.isId(userId)) {
            throw new IllegalArgumentException("userId: " + userId.length() + " characters (expected: 1 to "
                    + EventBatch.LONGEST_ID + ", none of them a control character)");
        }
        if (batch < 1 || batch > MOST_BATCH) {
            throw new IllegalArgumentException("batch: " + batch + " (expected: 1 to " + MOST_BATCH + ")");
        }
        this.store = store;
        this.userId = userId;
        this.transport = transport;
        this.batch = batch;
        this.clock = clock;
    }

    /**
     * Sends what there is to send now. Waits for the network; what fails there, or on the disk, is in the outcome.
     *
     * @throws IllegalStateException when the store is closed, before or meanwhile
     */
    public synchronized SyncOutcome sync() {
        Unsent unsent = store.unsent();
        return unsent.isEmpty()
                ? new SyncOutcome.UpToDate()
                : new Backlog(store, unsent, userId, transport, batch, clock).send();
    }
}
