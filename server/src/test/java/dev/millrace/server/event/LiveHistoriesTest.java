package dev.millrace.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.UserHistories;
import dev.millrace.server.FakeShop;
import dev.millrace.server.config.EventConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LiveHistoriesTest {
    private static final long NOW = 10;

    private final FakeShop shop = new FakeShop(FakeShop.DATA_END);
    private final EventStore sent = new EventStore(new EventConfig(10, 100, 100));

    private static HistoryEvent view(String item, long time) {
        return new HistoryEvent(item, "view", time);
    }

    private LiveHistories histories(HistoryEvent... known) {
        return new LiveHistories(shop.catalog(), user -> List.of(known), sent, 10);
    }

    @Test
    void whatTheReleaseKnowsTwiceCountsTwiceWhateverWasSentSince() {
        LiveHistories histories = histories(view("i1", 5), view("i1", 5), view("i2", 8));
        sent.add(new UserEvent("e1", "u", view("i3", 6)), NOW);
        assertThat(histories.events("u")).containsExactly(view("i1", 5), view("i1", 5), view("i3", 6), view("i2", 8));
    }

    @Test
    void whatWasSentAndIsKnownCountsAsTheReleaseSays() {
        LiveHistories histories = histories(view("i1", 5), view("i2", 8));
        sent.add(new UserEvent("e1", "u", view("i1", 5)), NOW);
        sent.add(new UserEvent("e2", "u", view("i3", 5)), NOW);
        sent.add(new UserEvent("e3", "u", view("i3", 5)), NOW);
        assertThat(histories.events("u")).containsExactly(view("i1", 5), view("i3", 5), view("i3", 5), view("i2", 8));
    }

    @Test
    void anEventSentUnderAReleaseThatDeclaredItsTypeDisturbsNoLaterOne() {
        sent.add(new UserEvent("e1", "u", new HistoryEvent("i1", "wishlist", 5)), NOW);
        sent.add(new UserEvent("e2", "u", view("i2", 6)), NOW);
        LiveHistories histories = new LiveHistories(shop.catalog(), UserHistories.NONE, sent, 10);
        try (Cascade cascade = shop.cascade(histories)) {
            assertThat(cascade.recommend(Request.items(FakeShop.ITEMS).withUser("u"), Deadline.none())
                            .items())
                    .extracting(item -> item.itemId())
                    .contains("i1")
                    .doesNotContain("i2");
        }
    }
}
