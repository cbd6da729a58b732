package dev.millrace.cascade.source;

import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Items first seen lately, newest first, those of one moment by popularity. "Lately" is the release's recent window;
 * data without times has no new items.
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
        List<Integer> items = new ArrayList<>();
        for (int item : statistics.byPopularity()) {
            if (statistics.firstSeen(item) > since) {
                items.add(item);
            }
        }
        items.sort(new Comparator<Integer>() {
            @Override
            public int compare(Integer a, Integer b) {
                return Long.compare(statistics.firstSeen(b), statistics.firstSeen(a));
            }
        });
        int[] newest = new int[items.size()];
        for (int i = 0; i < newest.length; i++) {
            newest[i] = items.get(i);
        }
        return newest;
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
