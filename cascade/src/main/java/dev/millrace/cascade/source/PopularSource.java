package dev.millrace.cascade.source;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.Query;

/** The most popular eligible items. */
public final class PopularSource implements CandidateSource {
    private final ItemStatistics statistics;

    /** Creates the source over statistics, which are shared. */
    public PopularSource(ItemStatistics statistics) {
        this.statistics = statistics;
    }

    @Override
    public Source source() {
        return Source.POPULAR;
    }

    /** Walks the whole order of popularity where many items are eligible, sorts the eligible where few are. */
    @Override
    public void propose(Query query, int count, Proposals into) {
        Eligible eligible = query.eligible();
        int wanted = Math.min(count, eligible.count());
        if ((double) wanted * eligible.bound() > (double) eligible.count() * eligible.count()) {
            TopItems top = into.top(wanted);
            for (int item = eligible.next(0); item >= 0; item = eligible.next(item + 1)) {
                top.offer(item, statistics.popularity(item));
            }
            top.sort();
            into.addAll(top);
            return;
        }
        int[] order = statistics.byPopularity();
        for (int i = 0; into.size() < wanted; i++) {
            if (eligible.contains(order[i])) {
                into.add(order[i], statistics.popularity(order[i]));
            }
        }
    }
}
