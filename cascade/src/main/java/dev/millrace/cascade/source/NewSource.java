package dev.millrace.cascade.source;

import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.Query;
import java.util.stream.IntStream;

/**
 * Items first seen lately, newest first, those of one moment by popularity. "Lately" is the release's recent window; data
 * without times has no new items.
 */
public final class NewSource implements CandidateSource {
    private final ItemStatistics statistics;
    private final int[] newest;

    /** Creates the source over statistics, which are shared. */
    public NewSource(ItemStatistics statistics) {
        this.statistics = statistics;
        this.newest = newest(statistics);
    }

    private static int[] newest(ItemStatistics statistics) {
        if (statistics.dataEndMillis() == History.NO_TIME) {
            return new int[0];
        }
        long since = statistics.dataEndMillis() - statistics.recentWindowMillis();
        return IntStream.of(statistics.byPopularity())
                .filter(item -> statistics.firstSeen(item) > since)
                .boxed()
                .sorted((a, b) -> Long.compare(statistics.firstSeen(b), statistics.firstSeen(a)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public Source source() {
        return Source.NEW;
    }

    @Override
    public void propose(Query query, int count, Proposals into) {
        for (int i = 0; i < newest.length && into.size() < count; i++) {
            if (query.eligible().contains(newest[i])) {
                into.add(newest[i], (float) statistics.firstSeen(newest[i]));
            }
        }
    }
}
