package dev.millrace.server.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.Request;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecentRequestsTest {
    private static final String LONG_ID = "x".repeat(256);

    @Test
    void keepsTheLatest() {
        RecentRequests recent = new RecentRequests(2);
        for (int results = 1; results <= 3; results++) {
            recent.accept(Request.items(results));
        }
        assertThat(recent.list()).extracting(Request::numResults).containsExactlyInAnyOrder(2, 3);
    }

    @Test
    void passesByWhatTakesMuchMemory() {
        RecentRequests recent = new RecentRequests(10);
        Request usual = Request.items(1).withHistory(Collections.nCopies(100, new HistoryEvent(LONG_ID, "view", 1)));
        recent.accept(usual);
        recent.accept(Request.items(2).withHistory(Collections.nCopies(1_000, new HistoryEvent(LONG_ID, "view", 1))));
        recent.accept(Request.items(3).withExclude(new Request.Exclude(null, Collections.nCopies(10_000, "i"))));
        assertThat(recent.list()).isEqualTo(List.of(usual));
    }

    @Test
    void keepsAsManyItemsToRankAsMayBeAsked() {
        RecentRequests recent = new RecentRequests(10);
        Request longest =
                Request.items(1).withItems(Collections.nCopies(2_000, "0190a5b4-7c1e-7000-8000-000000000000"));
        recent.accept(longest);
        assertThat(recent.list()).containsExactly(longest);
    }
}
