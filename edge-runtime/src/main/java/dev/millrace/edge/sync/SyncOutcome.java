package dev.millrace.edge.sync;

import dev.millrace.edge.store.StoredEvent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a sync ended. */
public sealed interface SyncOutcome {
    /** There was nothing to send, and nothing was. */
    record UpToDate() implements SyncOutcome {}

    /**
     * All that was there to send was sent and answered, unless it was forgotten meanwhile.
     *
     * @param accepted events that the server did not have
     * @param duplicate events that it had already, such as from a sync whose answer was lost
     * @param rejected events that it will not have; they are not sent again
     * @param missed events that fell out of the store before they could be sent
     */
    record Sent(int accepted, int duplicate, List<Rejected> rejected, long missed) implements SyncOutcome {
        /** Copies the list. */
        public Sent {
            rejected = List.copyOf(rejected);
        }
    }

    /**
     * What was not answered stays to be sent by a later sync.
     *
     * @param reason what failed, for a log
     * @param retryAfter how long the server wants to be left alone, or null where it does not say
     * @param before what was answered before that, and is not sent again
     */
    record Failed(String reason, @Nullable Duration retryAfter, Sent before) implements SyncOutcome {}

    /**
     * An event that the server does not take.
     *
     * @param event as the store has it
     * @param reason as the server gives it, for a log
     */
    record Rejected(StoredEvent event, String reason) {}
}
