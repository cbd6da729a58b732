package dev.millrace.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * What searches take by query: each is searched for several times, in turns with all others, and counts with its
 * median. So what is left of the spread is of the queries and the engine; what the machine did to single searches is
 * gone, which a percentile over all searches cannot tell apart. One thread.
 */
final class QueryTimes {
    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 9;
    private static final long LONG_ENOUGH_NANOS = 10_000_000_000L;

    private final LongSupplier ticker;
    private final long[][] nanos;
    private int rounds;

    private QueryTimes(int queries, LongSupplier ticker) {
        this.ticker = ticker;
        nanos = new long[queries][MOST_ROUNDS];
    }

    /** Searches for each query nine times; less often, three times at least, where that takes more than ten seconds. */
    static QueryTimes of(int queries, IntConsumer search) {
        return of(queries, search, System::nanoTime);
    }

    static QueryTimes of(int queries, IntConsumer search, LongSupplier ticker) {
        QueryTimes times = new QueryTimes(queries, ticker);
        long begin = ticker.getAsLong();
        do {
            times.round(search);
        } while (times.rounds < LEAST_ROUNDS
                || (times.rounds < MOST_ROUNDS && ticker.getAsLong() - begin < LONG_ENOUGH_NANOS));
        return times;
    }

    private void round(IntConsumer search) {
        for (int query = 0; query < nanos.length; query++) {
            long begin = ticker.getAsLong();
            search.accept(query);
            nanos[query][rounds] = ticker.getAsLong() - begin;
        }
        rounds++;
    }

    private long[] medians() {
        return Arrays.stream(nanos)
                .mapToLong(each -> percentile(Arrays.copyOf(each, rounds), 0.5))
                .toArray();
    }

    private long[] all() {
        return Arrays.stream(nanos)
                .flatMapToLong(each -> Arrays.stream(each, 0, rounds))
                .toArray();
    }

    /** Returns the least value that such a share of them does not exceed, about. */
    private static long percentile(long[] values, double share) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) (sorted.length * share)];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d queries, each by its median of %d: %s; all of these searches: %s",
                nanos.length,
                rounds,
                spread(medians()),
                spread(all()));
    }

    private static String spread(long[] values) {
        double half = percentile(values, 0.5) / 1e3;
        double most = percentile(values, 0.99) / 1e3;
        return String.format(Locale.ROOT, "p50 %.1f us, p99 %.1f us (%.2f times)", half, most, most / half);
    }
}
