package dev.millrace.edge.store;

/**
 * How much a store keeps. Immutable.
 *
 * @param events the most events that are kept, &gt; 0
 * @param bytes size of the file beyond which it is written anew with the newest events that fill half of that, 4096 to
 *     64 MiB
 */
public record StoreLimits(int events, int bytes) {
    static final int MOST_BYTES = 1 << 26;

    /** At most 1,000 events, the newest, in at most 256 KiB. */
    public static final StoreLimits DEFAULT = new StoreLimits(1_000, 1 << 18);

    /** Checks the numbers. */
    public StoreLimits {
        if (events <= 0 || bytes < StoredEvent.MOST_BYTES || bytes > MOST_BYTES) {
            throw new IllegalArgumentException("store: " + events + " events, " + bytes + " bytes (expected: > 0, "
                    + StoredEvent.MOST_BYTES + " to " + MOST_BYTES + ")");
        }
    }
}
