package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A request's features are built in memory that is used again. */
final class FeatureAllocationTest {
    @Test
    void aRequestAllocatesNextToNothing() {
        Catalog catalog = Shop.catalog();
        RankingFeatures features = new RankingFeatures(catalog);
        int[] items = new int[150];
        for (int i = 0; i < items.length; i++) {
            items[i] = i % 4;
        }
        History history = new History(items, new byte[items.length], new long[items.length]);
        Query query = new Query(history, new float[] {1, 2}, Eligible.everything(4), Shop.DATA_END, Map.of());
        Candidates candidates = new Candidates();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 2000;
        long before = 0;
        for (int i = -rounds; i < rounds; i++) {
            if (i == 0) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            candidates.clear();
            for (int row = 0; row < 400; row++) {
                candidates.add(row % 4, 1, 0);
            }
            features.build(query, candidates);
            candidates.rank();
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
        assertThat(each).as("bytes a request").isLessThan(1000);
    }
}
