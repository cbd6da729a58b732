package dev.millrace.training.evaluate;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemTable;
import java.util.ArrayList;
import java.util.List;

/** The served cascade, asked as a caller asks: external ids in, external ids out. Thread-safe. */
final class CascadeSystem implements RecommenderSystem {
    private final OpenRelease release;
    private final RankCost cost;

    CascadeSystem(OpenRelease release, RankCost cost) {
        this.release = release;
        this.cost = cost;
    }

    @Override
    public int rank(TestUser user, int[] ranked, Compute compute) {
        Request request = Request.items(ranked.length)
                .withHistory(events(user.history()))
                .withExclude(new Request.Exclude(user.excludesSeen(), List.of()))
                .withDiversity(Request.Diversity.NONE);
        Response response = release.cascade().recommend(request, Deadline.none());
        if (response.coverage().degraded()) {
            throw new IllegalStateException("an answer was degraded: "
                    + String.join("; ", response.coverage().reasons()));
        }
        int items = release.catalog().items().size();
        compute.scored(items, cost.retrieve());
        compute.scored(Math.min(items, Cascade.Widths.DEFAULT.retrieve()), cost.rerank());
        compute.scored(Math.min(items, Cascade.Widths.DEFAULT.rerank()), cost.fine());
        compute.scored(1, cost.encode());
        List<Response.Item> answer = response.items();
        for (int rank = 0; rank < answer.size(); rank++) {
            ranked[rank] = answer.get(rank).ordinal();
        }
        return answer.size();
    }

    private List<HistoryEvent> events(History history) {
        ItemTable items = release.catalog().items();
        List<HistoryEvent> events = new ArrayList<>(history.size());
        for (int i = 0; i < history.size(); i++) {
            String type = items.schema().eventTypes().get(history.type(i)).name();
            events.add(new HistoryEvent(items.id(history.item(i)), type, history.timestamp(i)));
        }
        return events;
    }
}
