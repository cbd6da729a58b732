package dev.millrace.cascade.feature;

/**
 * Turns a history into the integer inputs of the fine ranker: the latest events, their types and bucketed gaps.
 *
 * <p>Training and serving share this code. The gap of an event is the time until what came next: the following event,
 * or the request for the newest one. Buckets are powers of two of seconds:
 *
 * <pre>
 *   0        not known
 *   1        less than a second (the same basket)
 *   2 + k    2^k to 2^(k+1) seconds, k = 0 .. 28; the last bucket holds everything longer
 * </pre>
 *
 * Immutable and thread-safe.
 */
public final class SequenceEncoding {
    /** Number of gap buckets. */
    public static final int GAP_COUNT = 31;

    private final int maxLength;

    /**
     * Creates an encoding.
     *
     * @param maxLength the most events a history is cut to, &gt; 0
     */
    public SequenceEncoding(int maxLength) {
        if (maxLength <= 0) {
            throw new IllegalArgumentException("maxLength: " + maxLength + " (expected: > 0)");
        }
        this.maxLength = maxLength;
    }

    /** Returns how many events of {@code history} are used: the latest, as many as fit. */
    public int length(History history) {
        return Math.min(maxLength, history.size());
    }

    /**
     * Writes the latest events of {@code history}, oldest first, to the start of three arrays of at least
     * {@link #length(History)} elements each.
     *
     * @param now time of the request in milliseconds since 1970-01-01T00:00Z, or {@link History#NO_TIME}
     * @param items receives item ordinals
     * @param types receives event type codes
     * @param gaps receives gap buckets
     * @return the number of events written
     */
    public int encode(History history, long now, long[] items, long[] types, long[] gaps) {
        int length = length(history);
        int from = history.size() - length;
        for (int i = 0; i < length; i++) {
            int event = from + i;
            items[i] = history.item(event);
            types[i] = history.type(event);
            long next = event + 1 < history.size() ? history.timestamp(event + 1) : now;
            gaps[i] = gapBucket(history.timestamp(event), next);
        }
        return length;
    }

    /**
     * Returns the bucket of the time between two instants, 0 when one of them is {@link History#NO_TIME}. A negative
     * gap counts as none at all.
     *
     * @param from milliseconds since 1970-01-01T00:00Z
     * @param to milliseconds since 1970-01-01T00:00Z
     */
    public static int gapBucket(long from, long to) {
        if (from == History.NO_TIME || to == History.NO_TIME) {
            return 0;
        }
        long seconds = Math.floorDiv(to - from, 1000L);
        if (seconds < 1) {
            return 1;
        }
        int power = 63 - Long.numberOfLeadingZeros(seconds);
        return Math.min(GAP_COUNT - 1, 2 + power);
    }
}
