package dev.millrace.edge.store;

/**
 * How much a store keeps. Immutable.
 *
 * @param events the newest events that are kept, &gt; 0
 * @param bytes size of the file beyond which it is written anew with the newest events alone, at least 4096
 */
public record StoreLimits(int events, int bytes) {
    /** The newest 1,000 events in at most 256 KiB. */
    public static final StoreLimits DEFAULT = new StoreLimits(1_000, 1 << 18);

    /** Checks the numbers. */
    public StoreLimits {
        if (events <= 0 || bytes < StoredEvent.MOST_BYTES) {
            throw new IllegalArgumentException("store: " + events + " events, " + bytes
                    + " bytes (expected: > 0, at least " + StoredEvent.MOST_BYTES + ")");
        }
    }
}
