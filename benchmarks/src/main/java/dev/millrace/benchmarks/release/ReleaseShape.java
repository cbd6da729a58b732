package dev.millrace.benchmarks.release;

/**
 * The sizes of a release to measure with. Immutable.
 *
 * @param items number of items, 1000 to 10 million
 * @param dimension numbers an item vector, a multiple of 8
 * @param users users with a stored history
 * @param historyEvents events a user, on average
 * @param hidden width of the re-ranker's first hidden layer; the second has half of it
 * @param fineDimension width of the fine ranker
 * @param fineLength the longest history the fine ranker reads
 * @param seed decides everything else
 */
public record ReleaseShape(
        int items,
        int dimension,
        int users,
        int historyEvents,
        int hidden,
        int fineDimension,
        int fineLength,
        long seed) {
    /** Layers of the fine ranker. */
    static final int FINE_LAYERS = 2;

    /** Checks the sizes. */
    public ReleaseShape {
        check("items", items, 1000, 10_000_000);
        check("dimension", dimension, 8, 1024);
        check("users", users, 1, 10_000_000);
        check("historyEvents", historyEvents, 2, 1000);
        check("hidden", hidden, 2, 4096);
        check("fineDimension", fineDimension, 8, 1024);
        check("fineLength", fineLength, 1, 1000);
    }

    /**
     * Returns the reference design: a re-ranker of 128 and 64 units, a fine ranker of two layers and width 128 over 100
     * events, and 10,000 users of 100 events each.
     */
    public static ReleaseShape reference(int items, int dimension) {
        return new ReleaseShape(items, dimension, 10_000, 100, 128, 128, 100, 1);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
