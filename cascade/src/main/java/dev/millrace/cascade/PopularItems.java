package dev.millrace.cascade;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.ItemStatistics;

/**
 * What stands in for retrieval when that fails or there is no time for it: eligible items by popularity, which are
 * sorted already. Immutable and thread-safe.
 */
final class PopularItems {
    /** Items looked at in the order of popularity; under a filter narrower than that any eligible ones must do. */
    private static final int LOOKED_AT = 20_000;

    private final ItemStatistics statistics;

    PopularItems(ItemStatistics statistics) {
        this.statistics = statistics;
    }

    /** Replaces the candidates by at most {@code width} eligible items; by all of them where no more are eligible. */
    void fill(Eligible eligible, int width, Candidates into) {
        into.clear();
        if (eligible.count() <= width) {
            for (int item = eligible.next(0); item >= 0; item = eligible.next(item + 1)) {
                add(item, into);
            }
            return;
        }
        int[] order = statistics.byPopularity();
        int looked = Math.min(order.length, LOOKED_AT);
        for (int at = 0; at < looked && into.size() < width; at++) {
            if (eligible.contains(order[at])) {
                add(order[at], into);
            }
        }
        for (int item = eligible.next(0); item >= 0 && into.size() < width; item = eligible.next(item + 1)) {
            if (!contains(into, item)) {
                add(item, into);
            }
        }
    }

    private static boolean contains(Candidates candidates, int item) {
        for (int row = 0; row < candidates.size(); row++) {
            if (candidates.ordinal(row) == item) {
                return true;
            }
        }
        return false;
    }

    private void add(int item, Candidates into) {
        into.add(item, Source.POPULAR.bit(), statistics.popularity(item));
    }
}
