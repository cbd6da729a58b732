package dev.millrace.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.feature.Shop;
import dev.millrace.cascade.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class QueryReaderTest {
    private final Catalog catalog = Shop.catalog();
    private final UserHistories stored = userId -> userId.equals("u1")
            ? List.of(new HistoryEvent("a", "view", 10), new HistoryEvent("b", "buy", 30))
            : List.of();

    private QueryReader reader(Policy policy) {
        return new QueryReader(catalog, Fakes.COUNTING, new Fakes.Filter(catalog), stored, policy);
    }

    private Query read(Request request) {
        return reader(Policy.NONE).read(request, new Workspace(4));
    }

    private static List<Integer> items(History history) {
        return IntStream.range(0, history.size()).mapToObj(history::item).toList();
    }

    private static List<String> eligible(Query query) {
        List<String> ids = new ArrayList<>();
        for (int i = query.eligible().next(0); i >= 0; i = query.eligible().next(i + 1)) {
            ids.add(Shop.IDS.get(i));
        }
        return ids;
    }

    @Test
    void storedAndGivenEventsAreMergedByTime() {
        Query query = read(Request.items(1)
                .withUser("u1")
                .withHistory(List.of(new HistoryEvent("d", "view", 40), new HistoryEvent("c", "buy", 20))));
        assertThat(items(query.history())).containsExactly(0, 2, 1, 3);
        assertThat(IntStream.range(0, 4).map(query.history()::type)).containsExactly(0, 1, 1, 0);
        assertThat(IntStream.range(0, 4).mapToObj(query.history()::timestamp)).containsExactly(10L, 20L, 30L, 40L);
        assertThat(query.userVector()).containsExactly(4, 0);
        assertThat(query.cold()).isFalse();
    }

    @Test
    void anEventThatIsStoredAndGivenCountsOnce() {
        Query query = read(Request.items(1)
                .withUser("u1")
                .withHistory(List.of(
                        new HistoryEvent("a", "view", 10),
                        new HistoryEvent("a", "view", 11),
                        new HistoryEvent("a", "view", 11),
                        new HistoryEvent("a", "buy", 10))));
        // One of the four is stored; a repetition among the given is the caller's own.
        assertThat(items(query.history())).containsExactly(0, 0, 0, 0, 1);
    }

    @Test
    void eventsWithoutATimeComeLastInTheirOrderAndAreAllKept() {
        Query query = read(Request.items(1)
                .withUser("u1")
                .withHistory(List.of(
                        new HistoryEvent("d", "view", History.NO_TIME),
                        new HistoryEvent("c", "view", History.NO_TIME),
                        new HistoryEvent("d", "view", History.NO_TIME))));
        assertThat(items(query.history())).containsExactly(0, 1, 3, 2, 3);
        assertThat(query.history().timestamp(4)).isEqualTo(query.history().timestamp(1));
    }

    @Test
    void anUnknownItemIsPassedOverAndAnUnknownUserIsCold() {
        Query query =
                read(Request.items(1).withUser("nobody").withHistory(List.of(new HistoryEvent("gone", "view", 1))));
        assertThat(query.history().isEmpty()).isTrue();
        assertThat(query.cold()).isTrue();
        assertThat(eligible(query)).isEqualTo(Shop.IDS);
    }

    @Test
    void anUnknownEventTypeIsTheCallersError() {
        Request request = Request.items(1).withHistory(List.of(new HistoryEvent("a", "stare", 1)));
        assertThatThrownBy(() -> read(request))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("history type: 'stare' (expected: one of view, buy)");
    }

    @Test
    void aStoredEventOfATypeThatALaterReleaseDoesNotDeclareIsPassedOver() {
        UserHistories outlasting =
                userId -> List.of(new HistoryEvent("a", "view", 10), new HistoryEvent("b", "wishlist", 20));
        Request request = Request.items(1).withUser("u1").withHistory(List.of(new HistoryEvent("d", "buy", 30)));
        Schema before = new Schema(
                Shop.schema().fields(),
                List.of(new EventType("view", 1), new EventType("wishlist", 2), new EventType("buy", 3)));
        assertThat(items(read(Shop.catalog(before), outlasting, request))).containsExactly(0, 1, 3);
        assertThat(items(read(Shop.catalog(), outlasting, request))).containsExactly(0, 3);
        assertThatThrownBy(() -> read(
                        Shop.catalog(),
                        outlasting,
                        request.withHistory(List.of(new HistoryEvent("b", "wishlist", 20)))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("wishlist");
    }

    private static History read(Catalog catalog, UserHistories stored, Request request) {
        return new QueryReader(catalog, Fakes.COUNTING, new Fakes.Filter(catalog), stored, Policy.NONE)
                .read(request, new Workspace(catalog.items().size()))
                .history();
    }

    @Test
    void theTimeIsThatOfTheNewestEventButNeverBeforeTheDataEnds() {
        assertThat(read(Request.items(1).withUser("u1")).nowMillis()).isEqualTo(Shop.DATA_END);
        Request later = Request.items(1).withHistory(List.of(new HistoryEvent("a", "view", Shop.DATA_END + 9)));
        assertThat(read(later).nowMillis()).isEqualTo(Shop.DATA_END + 9);
    }

    @Test
    void filterExclusionsAndHistoryHoldTogether() {
        Request request = Request.items(1)
                .withUser("u1")
                .withFilter("id:b,c,d")
                .withExclude(new Request.Exclude(null, List.of("d", "gone")));
        assertThat(eligible(read(request))).containsExactly("c");
        assertThat(eligible(read(request.withExclude(new Request.Exclude(false, List.of("d"))))))
                .containsExactly("b", "c");
    }

    @Test
    void hiddenItemsStayHiddenWithAndWithoutAFilter() {
        ItemSet hidden = new ItemSet(4);
        hidden.add(2);
        QueryReader reader = reader(Fakes.hiding(hidden));
        Workspace workspace = new Workspace(4);
        for (int twice = 0; twice < 2; twice++) {
            assertThat(eligible(reader.read(Request.items(1), workspace))).containsExactly("a", "b", "d");
            assertThat(eligible(reader.read(Request.items(1).withFilter("id:c,d"), workspace)))
                    .containsExactly("d");
        }
    }
}
