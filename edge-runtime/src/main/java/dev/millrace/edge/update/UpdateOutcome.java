package dev.millrace.edge.update;

import dev.millrace.cascade.bundle.Bundle;

/** How an update ended. */
public sealed interface UpdateOutcome {
    /** The bundle is the newest already. */
    record Unchanged() implements UpdateOutcome {}

    /**
     * A newer bundle is in its place.
     *
     * @param bundle opened; who runs the old one changes over when it suits them
     * @param received bytes of content that this update read from the network
     * @param delta whether they were a delta
     */
    record Updated(Bundle bundle, long received, boolean delta) implements UpdateOutcome {}

    /**
     * Nothing has changed: the bundle is what it was.
     *
     * @param reason what failed, for a log
     * @param received bytes of content that are kept for the next update to go on from
     */
    record Failed(String reason, long received) implements UpdateOutcome {}
}
